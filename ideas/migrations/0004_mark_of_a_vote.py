from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0003_backing'),
    ]

    operations = [
        migrations.AddField(
            model_name='tallymark',
            name='person_id',
            field=models.BigIntegerField(blank=True, help_text='Who voted; null: it is no new vote.', null=True),
        ),
    ]
