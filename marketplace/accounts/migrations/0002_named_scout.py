from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='named_scout',
            field=models.BooleanField(default=False, help_text='Chose to be named among the scouts, which tells what they voted for and glanced at.'),
        ),
    ]
