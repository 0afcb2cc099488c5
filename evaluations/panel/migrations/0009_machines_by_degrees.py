from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("panel", "0008_machines_clear")]

    operations = [
        migrations.RemoveField(model_name="standing", name="machines_clear"),
        migrations.AddField(
            model_name="standing",
            name="machines",
            field=models.FloatField(
                default=0.1, help_text="How far what they found lets people's answers count."
            ),
        ),
        # Each is counted anew by the workers, which reads what machines found.
        migrations.RunSQL(
            "INSERT INTO panel_recountmark (idea_id) SELECT idea_id FROM panel_standing", migrations.RunSQL.noop
        ),
    ]
