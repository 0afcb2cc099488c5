import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

# After, and not before: a name that is given up in this moment is seen to be a former one once that is committed.
KEEP = """
CREATE FUNCTION accounts_keep_former_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM accounts_formername WHERE upper(name) = upper(NEW.username) AND person_id <> NEW.id) THEN
        RAISE unique_violation USING MESSAGE = 'somebody else had this name', CONSTRAINT = 'user_former_name';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER user_former_name AFTER INSERT OR UPDATE OF username ON accounts_user
FOR EACH ROW EXECUTE FUNCTION accounts_keep_former_names();
"""
LET_GO = 'DROP TRIGGER user_former_name ON accounts_user; DROP FUNCTION accounts_keep_former_names();'


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_moderator_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='renamed',
            field=models.DateTimeField(blank=True, help_text='When the name was last changed.', null=True),
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('until', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='formername',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('name'), name='former_name_once'),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
