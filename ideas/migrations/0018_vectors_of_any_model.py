"""Vectors of other sizes. The new indexes are built while the site serves, and the old one stays until then."""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import pgvector.django.indexes
import pgvector.django.vector
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('ideas', '0017_words'),
    ]

    operations = [
        # On the way back the old index comes last, when the column has its size again.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            'CREATE INDEX idea_vector_graph ON ideas_ideavector USING hnsw (numbers vector_cosine_ops)',
        ),
        migrations.AddField(
            model_name='ideavector',
            name='size',
            field=models.PositiveSmallIntegerField(db_default=384, help_text='How many numbers it has.'),
        ),
        migrations.AlterField(
            model_name='ideavector',
            name='numbers',
            field=pgvector.django.vector.VectorField(),
        ),
        AddIndexConcurrently(
            model_name='ideavector',
            index=pgvector.django.indexes.HnswIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.comparison.Cast('numbers', pgvector.django.vector.VectorField(dimensions=384)), name='vector_cosine_ops'), condition=models.Q(('size', 384)), name='idea_vector_of_384'),
        ),
        AddIndexConcurrently(
            model_name='ideavector',
            index=pgvector.django.indexes.HnswIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.comparison.Cast('numbers', pgvector.django.vector.VectorField(dimensions=512)), name='vector_cosine_ops'), condition=models.Q(('size', 512)), name='idea_vector_of_512'),
        ),
        AddIndexConcurrently(
            model_name='ideavector',
            index=pgvector.django.indexes.HnswIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.comparison.Cast('numbers', pgvector.django.vector.VectorField(dimensions=768)), name='vector_cosine_ops'), condition=models.Q(('size', 768)), name='idea_vector_of_768'),
        ),
        AddIndexConcurrently(
            model_name='ideavector',
            index=pgvector.django.indexes.HnswIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.comparison.Cast('numbers', pgvector.django.vector.VectorField(dimensions=1024)), name='vector_cosine_ops'), condition=models.Q(('size', 1024)), name='idea_vector_of_1024'),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL('DROP INDEX CONCURRENTLY idea_vector_graph', migrations.RunSQL.noop)],
            [migrations.RemoveIndex(model_name='ideavector', name='idea_vector_graph')],
        ),
    ]
