import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What was taken back before today is not known any more.
FROM_VOTES = """
INSERT INTO ideas_backing (person_id, idea_id, first) SELECT person_id, idea_id, created FROM ideas_vote
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0002_moments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Backing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateTimeField(default=django.utils.timezone.now)),
                ('idea', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backings', to='ideas.idea')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('person'), models.F('idea'), name='backing_once')],
            },
        ),
        migrations.RunSQL(FROM_VOTES, migrations.RunSQL.noop),
    ]
