from datetime import timedelta

from odoo import api, models

from .acts import STEPS

UNUSUAL = {'desk_nonstandard': True, 'desk_unusual_structure': True}
# Thirty-six orders: who ordered what, and how far it has come.
STORIES = [
    # Just in, with points missing.
    {'customer': 'energy', 'lines': [('CP-80', 4)], 'reach': 'entered', 'channel': 'telephone', 'age': 1},
    {'customer': 'flower', 'lines': [('SP-20', 10), ('SP-40', 2)], 'reach': 'entered', 'by': 'seller',
     'channel': 'salesperson', 'age': 2},
    {'customer': 'tools', 'lines': [('GP-8', 20), ('GP-16', 10)], 'reach': 'entered', 'channel': 'fax', 'age': 0},
    {'customer': 'green', 'lines': [('BP-30', 2)], 'reach': 'completed', 'ref': "GF-2231", 'age': 1},
    {'customer': 'pacific', 'lines': [('HP-200', 5)], 'reach': 'completed', 'ref': "PO 88120", 'age': 2},
    # Under review.
    {'customer': 'nanjing', 'lines': [('CP-150', 3), ('FP-100', 1)], 'reach': 'entry_checked', 'ref': "NW-6001",
     'age': 3},
    {'customer': 'yangtze', 'lines': [('SLP-65', 2, {'discount': 9})], 'reach': 'entry_checked', 'ref': "YS-1190",
     'age': 2},
    {'customer': 'marine', 'lines': [('VP-25', 6, {'discount': 12})], 'reach': 'entry_checked', 'ref': "QM-302",
     'age': 4, 'by': 'supervisor'},
    {'customer': 'harbour', 'lines': [('CPS-80', 4, {
        'desk_sales_configuration': "Flanges DN80 PN16\nSeal for acid\nMotor 400 V"})],
     'reach': 'priced', 'ref': "NH-71", 'age': 3},
    {'customer': 'rhein', 'lines': [('CPS-50', 12)], 'reach': 'priced', 'ref': "4500017722", 'age': 2},
    {'customer': 'textile', 'lines': [('DP-40', 3, {**UNUSUAL, 'desk_unusual_note': "Inlet turned by 90 degrees"})],
     'reach': 'priced', 'ref': "STM-18", 'age': 5},
    {'customer': 'nanjing', 'lines': [('SP-80', 2, {**UNUSUAL,
     'desk_unusual_note': "Cable of 60 m, sealed at the works"})],
     'reach': 'engineered', 'ref': "NW-6014", 'age': 6},
    {'customer': 'green', 'lines': [('SP-40', 8)], 'reach': 'engineered', 'ref': "GF-2219", 'age': 4},
    {'customer': 'yangtze', 'lines': [('CP-150', 4)], 'reach': 'dated', 'ref': "YS-1177", 'age': 5},
    {'customer': 'atelier', 'lines': [('MP-5', 6)], 'reach': 'dated', 'ref': "AH/26/118", 'age': 3},
    # With the customer.
    {'customer': 'rhein', 'lines': [('VP-100', 1), ('VP-25', 2)], 'reach': 'countersigned', 'ref': "4500017650",
     'age': 7},
    {'customer': 'harbour', 'lines': [('DP-15', 10)], 'reach': 'sent', 'ref': "NH-64", 'age': 9},
    {'customer': 'pacific', 'lines': [('GP-32', 12)], 'reach': 'sent', 'ref': "PO 88017", 'age': 12},
    {'customer': 'nanjing', 'lines': [('CP-50', 15)], 'reach': 'returned', 'ref': "NW-5987", 'age': 10},
    # Waiting for the deposit.
    {'customer': 'textile', 'lines': [('HP-200', 2)], 'reach': 'confirmed', 'ref': "STM-15", 'age': 11},
    {'customer': 'marine', 'lines': [('FP-100', 2)], 'reach': 'confirmed', 'ref': "QM-288", 'age': 8, 'part_paid': 0.4},
    {'customer': 'pacific', 'lines': [('CP-80', 6)], 'reach': 'confirmed', 'ref': "PO 87990", 'age': 14},
    # Production.
    {'customer': 'yangtze', 'lines': [('SLP-65', 1)], 'reach': 'confirmed', 'ref': "YS-1150", 'age': 9},
    {'customer': 'atelier', 'lines': [('DP-15', 4)], 'reach': 'released', 'ref': "AH/26/102", 'age': 15,
     'lead': 24},
    {'customer': 'green', 'lines': [('SP-20', 12)], 'reach': 'released', 'ref': "GF-2180", 'age': 16,
     'lead': 18},
    {'customer': 'harbour', 'lines': [('CPS-50', 3, {**UNUSUAL, 'desk_unusual_note': "Casing polished inside"})],
     'reach': 'released', 'ref': "NH-58", 'age': 20, 'lead': 50},
    # Made, inspected, cleared, applied for.
    {'customer': 'nanjing', 'lines': [('GP-16', 6)], 'reach': 'made', 'ref': "NW-5930", 'age': 25, 'lead': 20},
    {'customer': 'textile', 'lines': [('GP-8', 10)], 'reach': 'inspected', 'ref': "STM-11", 'age': 28,
     'lead': 20, 'terms': 'immediate', 'short': True},
    {'customer': 'green', 'lines': [('CP-80', 3)], 'reach': 'inspected', 'ref': "GF-2150", 'age': 26,
     'lead': 25},
    {'customer': 'marine', 'lines': [('GP-8', 6)], 'reach': 'cleared', 'ref': "QM-270", 'age': 27,
     'lead': 21, 'terms': 'immediate'},
    {'customer': 'harbour', 'lines': [('GP-16', 4)], 'reach': 'applied', 'ref': "NH-51", 'age': 29,
     'lead': 17},
    {'customer': 'pacific', 'lines': [('CP-50', 5)], 'reach': 'reviewed', 'ref': "PO 87820", 'age': 30,
     'lead': 16},
    # On the way, received, closed.
    {'customer': 'nanjing', 'lines': [('CP-50', 6)], 'reach': 'shipped', 'ref': "NW-5877", 'age': 33,
     'lead': 16, 'arrival': -3},
    {'customer': 'rhein', 'lines': [('GP-32', 5)], 'reach': 'advised', 'ref': "4500017401", 'age': 35,
     'lead': 20, 'arrival': 3},
    {'customer': 'yangtze', 'lines': [('GP-16', 5)], 'reach': 'received', 'ref': "YS-1098", 'age': 38,
     'lead': 16, 'arrival': -2},
    {'customer': 'green', 'lines': [('CP-50', 4)], 'reach': 'closed', 'ref': "GF-2101", 'age': 40,
     'lead': 16, 'arrival': 1},
]


class OrderDeskDemo(models.AbstractModel):
    """The orders of the demo company."""
    _inherit = 'order.desk.demo'

    @api.model
    def _tell_stories(self):
        acts = dict(zip(STEPS[1:], (
            self._complete, self._check_entry, self._price, self._engineer, self._name_date, self._countersign,
            self._send, self._take_back, self._confirm, self._pay, self._instruct, self._release, self._make,
            self._inspect, self._clear, self._apply, self._review_shipping, self._ship, self._advise, self._receive,
            self._close,
        ), strict=True))
        for number, story in enumerate(STORIES, start=1):
            order = self._enter(story).with_env(self.env)
            self.env['ir.model.data']._update_xmlids(
                [{'xml_id': f'order_desk.demo_order_{number:02d}', 'record': order, 'noupdate': True}])
            for step in STEPS[1:STEPS.index(story['reach']) + 1]:
                acts[step](order, story)
            if story.get('part_paid'):
                self._pay(order, story, story['part_paid'])
            self._let_time_pass(order, story['age'])
        self._take_goods_back()
        self._add_colour()

    @api.model
    def _add_colour(self):
        """Orders half-way through a gate, a refusal, a waiver and an absence: every list has something to show."""
        self._sign_all(
            self.env.ref('order_desk.demo_order_07'), 'price', ('finance', 'supervisor'), "Ship yard, second order")
        self._translate(self.env.ref('order_desk.demo_order_09'))
        self._as('finance', self.env.ref('order_desk.demo_order_08')).desk_decide(
            'price', 'reject', "Twelve percent were not agreed with sales")
        self._as('manager', self.env.ref('order_desk.demo_order_22')).desk_decide(
            'deposit', 'waive', "The bank's advice is on my desk", until=self._day(5))
        self._as('manager', self.env['order.desk.deputy']).create({
            'deputy_id': self._get_user('supervisor').id, 'date_from': self._day(3), 'date_to': self._day(9),
            'note': "Canton Fair"})

    @api.model
    def _let_time_pass(self, order, days):
        """Set the clocks of an order back: what was done today was done some days ago."""
        past = timedelta(days=days)
        order.date_order -= past
        for check in order.desk_check_ids:
            check.write({'since': check.since - past, 'deadline': check.deadline and check.deadline - past})
