"""The words of examples are written by `ideas.search_words`, and by a task for the rows that there are."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0017_words'),
        ('prototypes', '0018_brackets_are_minus'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='examplewords',
            name='example_words_search',
        ),
        migrations.RemoveField(
            model_name='examplewords',
            name='search',
        ),
        migrations.AddField(
            model_name='examplewords',
            name='vector',
            field=django.contrib.postgres.search.SearchVectorField(help_text='As `ideas.search_words` has them; null until a task wrote it.', null=True),
        ),
        migrations.AddIndex(
            model_name='examplewords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='example_words'),
        ),
        migrations.RunSQL(
            "ALTER TABLE prototypes_examplewords ALTER COLUMN vector SET STATISTICS 300", migrations.RunSQL.noop
        ),
    ]
