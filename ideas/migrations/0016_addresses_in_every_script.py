from django.db import migrations, models

from ideas.addresses import tag_slug

FORM = r"^[^\u0001-\u002c./:-\u005e\u0060\u007b-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff]+$"


def give_every_letter_back(apps, schema_editor):
    """Give each tag the address of its whole name. The earlier one leads to it."""
    tags = apps.get_model("ideas", "Tag").objects.order_by("pk")
    for tag in tags:
        slug = tag_slug(tag.name)[:40]
        if slug and slug != tag.slug and not tags.filter(slug=slug).exists():
            tag.earlier_slug, tag.slug = tag.slug, slug
            tag.save(update_fields=["slug", "earlier_slug"])


def take_them_away(apps, schema_editor):
    tags = apps.get_model("ideas", "Tag").objects
    for tag in tags.exclude(earlier_slug="").order_by("-pk"):
        if not tags.filter(slug=tag.earlier_slug).exists():
            tag.slug = tag.earlier_slug
            tag.save(update_fields=["slug"])


class Migration(migrations.Migration):

    dependencies = [
        ("ideas", "0015_saves"),
    ]

    operations = [
        migrations.AddField(
            model_name="tag",
            name="earlier_slug",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="From the time when addresses had only the letters a to z.",
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="idea",
            name="slug",
            field=models.CharField(max_length=90, unique=True),
        ),
        migrations.AlterField(
            model_name="tag",
            name="slug",
            field=models.CharField(max_length=40, unique=True),
        ),
        migrations.RunPython(give_every_letter_back, take_them_away),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", FORM)), name="idea_slug_is_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", FORM)), name="tag_slug_is_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                models.F("earlier_slug"),
                condition=models.Q(("earlier_slug", ""), _negated=True),
                name="tag_earlier_slug_once",
            ),
        ),
    ]
