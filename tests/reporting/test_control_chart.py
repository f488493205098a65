"""Control limits and Pareto against figures reckoned by hand."""
from odoo.tests import BaseCase, tagged

from odoo.addons.order_desk.models.reporting.control_chart import draw_p_chart, draw_pareto, p_chart, pareto


@tagged('post_install', '-at_install')
class TestControlChart(BaseCase):

    def test_limits_vary_with_what_was_shipped(self):
        """RET-06: p = 30/600 = 5 %; limits p ± 3 √(p(1−p)/n): n=100 0…11.54 %, n=400 1.73…8.27 %."""
        points = p_chart([("01", 100, 5), ("02", 400, 13), ("03", 100, 12)])
        self.assertEqual([round(point.rate, 4) for point in points], [0.05, 0.0325, 0.12])
        self.assertEqual([round(point.centre, 4) for point in points], [0.05, 0.05, 0.05])
        self.assertEqual([round(point.upper, 4) for point in points], [0.1154, 0.0827, 0.1154])
        self.assertEqual([round(point.lower, 4) for point in points], [0.0, 0.0173, 0.0])
        self.assertEqual([point.is_out for point in points], [False, False, True])

    def test_below_the_lower_limit(self):
        """RET-06: much better than the average is no noise either."""
        points = p_chart([("01", 1000, 100), ("02", 1000, 20)])
        self.assertEqual([point.is_out for point in points], [True, True])

    def test_nothing_shipped(self):
        """RET-06: a month without shipments has no rate and no limits, and moves no average."""
        points = p_chart([("01", 100, 5), ("02", 0, 3), ("03", 100, 5)])
        second = points[1]
        self.assertEqual((second.rate, second.lower, second.upper, second.is_out), (None, None, None, False))
        self.assertEqual(points[0].centre, 0.05)
        self.assertEqual([point.rate for point in p_chart([("01", 0, 3)])], [None])
        self.assertIsNone(draw_p_chart(p_chart([("01", 0, 3)])))
        self.assertIsNone(draw_p_chart([]))

    def test_rates_of_everything_and_of_nothing(self):
        """RET-06: limits stay between nothing and everything, also where more comes back than left."""
        points = p_chart([("01", 10, 0), ("02", 10, 0)])
        self.assertEqual([(point.lower, point.upper, point.is_out) for point in points], [(0, 0, False)] * 2)
        [point] = p_chart([("01", 10, 15)])
        self.assertEqual((point.centre, point.upper, point.is_out), (1.0, 1.0, True))

    def test_pareto(self):
        """RET-06: the heaviest first, with its share and the share of all up to it."""
        rows = pareto([("Dented", 2), ("Leaks", 6), ("Wrong", 2)])
        self.assertEqual(rows, [("Leaks", 6, 0.6, 0.6), ("Dented", 2, 0.2, 0.8), ("Wrong", 2, 0.2, 1.0)])
        self.assertEqual(pareto([]), [])
        self.assertEqual(pareto([("None", 0)]), [("None", 0, None, None)])
        self.assertIsNone(draw_pareto(pareto([("None", 0)])))
        self.assertEqual([bar['height'] for bar in draw_pareto(rows).bars], [94.8, 31.6, 31.6])
