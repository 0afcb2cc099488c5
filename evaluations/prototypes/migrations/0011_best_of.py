from django.db import migrations, models


def count_the_others(apps, schema_editor):
    """Of how many each best run was picked, as a conclusion counts them."""
    Run = apps.get_model('prototypes', 'Run')
    for run in Run.objects.filter(is_best=True).select_related('revision'):
        tried = Run.objects.filter(revision=run.revision, model__isnull=False, instruction='')
        competing = tried.exclude(state='stopped', trials_done=0).count()
        instructed = Run.objects.filter(revision__idea=run.revision.idea_id, recipe='instruction')
        instructions = instructed.order_by().values('model', 'instruction').distinct().count()
        Run.objects.filter(pk=run.pk).update(best_of=max(1, competing + instructions))


class Migration(migrations.Migration):

    dependencies = [
        ('prototypes', '0010_broken_slices'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='best_of',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Of how many runs the best one was picked; null for all others.', null=True),
        ),
        migrations.RunPython(count_the_others, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('best_of__gte', 1), ('is_best', True)), models.Q(('best_of', None), ('is_best', False)), _connector='OR'), name='run_best_of_some'),
        ),
    ]
