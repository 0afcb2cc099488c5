import django.contrib.postgres.fields
from django.db import migrations, models

SCOPES = [('read', 'read'), ('write', 'write as you'), ('moderate', 'moderate as you')]


def keep_what_moderators_may(apps, schema_editor):
    """Tokens made before could do whatever their person may."""
    tokens = apps.get_model('accounts', 'ApiToken').objects
    tokens.filter(person__is_staff=True).update(scopes=['read', 'write', 'moderate'])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_grown_account'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=SCOPES, max_length=10), default=['read', 'write'], size=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='apitoken',
            name='expires',
            field=models.DateTimeField(blank=True, help_text='Empty: never.', null=True),
        ),
        migrations.RunPython(keep_what_moderators_may, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'write', 'moderate']), ('scopes__contains', ['read'])), name='token_scopes_known'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('expires__gt', models.F('created'))), name='token_expires_later'),
        ),
    ]
