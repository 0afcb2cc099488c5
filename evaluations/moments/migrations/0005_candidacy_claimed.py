from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moments', '0004_lost'),
    ]

    operations = [
        migrations.AddField(
            model_name='candidacy',
            name='claimed',
            field=models.DateTimeField(blank=True, help_text='Since when an upheld claim stands that a frontier lab has it.', null=True),
        ),
    ]
