"""The words of ideas get a table of their own. A task fills it, so no table is rewritten here; until then a search finds
the ideas whose words are written."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0016_addresses_in_every_script'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdeaWords',
            fields=[
                ('idea', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='ideas.idea')),
                ('vector', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('word', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('looked_at', models.DateTimeField(help_text='When it was last found to be in an idea.')),
            ],
        ),
        migrations.CreateModel(
            name='WordsWritten',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(help_text='Of `ideas.search_words`.')),
                ('last', models.BigIntegerField(default=0)),
                ('done', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='idea',
            name='idea_search',
        ),
        migrations.RemoveField(
            model_name='idea',
            name='search',
        ),
        migrations.AddIndex(
            model_name='ideawords',
            index=django.contrib.postgres.indexes.GinIndex(fields=['vector'], name='idea_words'),
        ),
        migrations.AddIndex(
            model_name='knownword',
            index=django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='known_word_keys'),
        ),
        migrations.AddIndex(
            model_name='knownword',
            index=models.Index(fields=['looked_at'], name='known_word_looked_at'),
        ),
        migrations.AddConstraint(
            model_name='wordswritten',
            constraint=models.UniqueConstraint(models.F('table'), models.F('version'), name='words_written_once'),
        ),
        # More words count as known to be common: those of half a percent of a million ideas. Rows of one page stay
        # whole, because the search reads thousands of them.
        migrations.RunSQL(
            """ALTER TABLE ideas_ideawords ALTER COLUMN vector SET STATISTICS 300;
               ALTER TABLE ideas_ideawords SET (toast_tuple_target = 8160);""",
            migrations.RunSQL.noop,
        ),
    ]
