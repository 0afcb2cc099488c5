from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('prototypes', '0009_forgetting'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='broken_slices',
            field=models.PositiveSmallIntegerField(default=0, help_text='Slices in a row that an error of ours broke; a worker that was killed does not count.'),
        ),
        migrations.AlterField(
            model_name='run',
            name='waiting_for',
            field=models.CharField(blank=True, help_text="Why it waits, or was stopped without anybody's doing, in words.", max_length=200),
        ),
    ]
