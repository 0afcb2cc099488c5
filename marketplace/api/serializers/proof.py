"""What shows at a glance that an idea can be done: a pair, one number and its cost."""

from rest_framework import serializers

from ideas.proof import Cost, Count, FieldAnswer, Finding, Pair, Rightness, Unit


class FieldAnswerSerializer(serializers.Serializer[FieldAnswer]):
    name = serializers.CharField()
    answer = serializers.CharField()
    expected = serializers.CharField()
    is_right = serializers.BooleanField()


class PairSerializer(serializers.Serializer[Pair]):
    """An example and what the best run answered to it while it was held out. Long texts are cut; the trials of the run
    have the whole. It is picked by rule and never by the author: drawn by the content hash among the shortest third of
    the kind that most of the answers are, right or not."""

    row = serializers.IntegerField(help_text="Its place among the author's examples, from 1.")
    of = serializers.IntegerField(help_text="How many examples there are.")
    input_name = serializers.CharField(help_text="What the author calls what goes in. Blank: nothing names it.")
    expected_name = serializers.CharField(help_text="What the author calls what comes out.")
    given = serializers.CharField(help_text="What went in.")
    answer = serializers.CharField(help_text="What came out. Blank while it waits.")
    expected = serializers.CharField(help_text="What should come out.")
    rightness = serializers.ChoiceField(choices=[each.value for each in Rightness])
    fields_of_answer = FieldAnswerSerializer(source="fields", many=True, help_text="Of `extract` alone.")
    passage = serializers.CharField(help_text="Of `search` alone: a passage of the document that was found first.")
    by = serializers.CharField(help_text="The model that answered; a recipe where none was asked.")


class CountSerializer(serializers.Serializer[Count]):
    """How much the best run got right, in the words of the pages."""

    right = serializers.IntegerField()
    of = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=[each.value for each in Unit], help_text="Points are of 100.")
    guessing = serializers.IntegerField(allow_null=True, help_text="How many guessing gets; null: not known.")
    finding = serializers.ChoiceField(choices=[each.value for each in Finding])
    words = serializers.CharField(help_text="16 of 24 right, guessing gets 5")


class CostSerializer(serializers.Serializer[Cost]):
    """US dollars for 1,000 tasks, in the words of the pages."""

    usd = serializers.FloatField()
    frontier_usd = serializers.FloatField(allow_null=True, help_text="The median list price of frontier models.")
    words = serializers.CharField(help_text="1,000 cost $0.007; the big labs' list price is $0.04")
