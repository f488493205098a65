"""Nothing that a remote caller can reach is forgotten by the proof that nobody gets around."""
from odoo.tests import TransactionCase, tagged

from trust.bypass import read_expected
from trust.people import get_names
from trust.surface import get_parameters, get_surface
from trust.values import VALUES


@tagged('post_install', '-at_install')
class TestSurface(TransactionCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.surface, cls.expected = get_surface(cls.env), read_expected()

    def test_every_method_is_expected(self):
        """SEC-04: a new public method says who may change something by it, or this fails."""
        offered = {(model, method) for model, methods in self.surface.items() for method in methods}
        expected = {(model, method) for model, methods in self.expected.items() for method in methods}
        missing = sorted(f"{model}.{method}" for model, method in offered - expected)
        self.assertFalse(missing, "Tell in trust/expected.json which people may change something by these methods")
        self.assertFalse(sorted(expected - offered), "Methods in trust/expected.json that are gone")

    def test_expected_people_exist(self):
        people = set(get_names())
        for model, methods in self.expected.items():
            for method, may in methods.items():
                self.assertLessEqual(set(may), people, f"{model}.{method}")
                self.assertFalse(
                    {'portal', 'public', 'employee'} & set(may), f"{model}.{method} is no business of these")

    def test_every_argument_has_a_value(self):
        """A method with a parameter nobody has given a value is never really called."""
        missing = {
            f"{model}.{method}({word})" for model, methods in self.surface.items() for method in methods
            for word in get_parameters(self.env[model], method)[0] if word not in VALUES}
        self.assertFalse(missing, "Give VALUES in trust/values.py a value for these parameters")
