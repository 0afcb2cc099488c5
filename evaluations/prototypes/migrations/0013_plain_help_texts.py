import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('prototypes', '0012_scorers_from_registry'),
    ]

    operations = [
        migrations.AlterField(
            model_name='openmodel',
            name='served_digest',
            field=models.CharField(blank=True, help_text='The digest that the server reports.', max_length=80),
        ),
        migrations.AlterField(
            model_name='run',
            name='broken_slices',
            field=models.PositiveSmallIntegerField(default=0, help_text='Slices in a row that an error of this site broke; a killed worker does not count.'),
        ),
        migrations.AlterField(
            model_name='run',
            name='embedder',
            field=models.ForeignKey(blank=True, help_text='The embedding model that finds neighbours or compares answers, if one is needed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='prototypes.openmodel'),
        ),
        migrations.AlterField(
            model_name='run',
            name='waiting_for',
            field=models.CharField(blank=True, help_text='Human-readable reason for waiting or for an automatic stop.', max_length=200),
        ),
        migrations.AlterField(
            model_name='trial',
            name='checks',
            field=models.JSONField(blank=True, default=dict, help_text='Value by scorer; the score is the lowest.'),
        ),
        migrations.AlterField(
            model_name='try',
            name='until',
            field=models.DateTimeField(help_text='A visitor without a sign of life until then has left.'),
        ),
    ]
