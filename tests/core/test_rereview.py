"""Selective re-review, proved on random edits against a comparison of facts that knows nothing of the engine's."""
import json
import random
from datetime import date, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..technical_common import TechnicalCommon

EDITS, SEED = 500, 20260
# Every signed gate of an order that is asked for, and who signs it.
SIGNED = {
    'price': ('finance_clerk',), 'configuration': ('configuration_checker',), 'technical': ('engineer',),
    'material': ('engineer', 'material_planner'), 'completion_date': ('production_manager',),
    'countersign': ('general_manager', 'production_manager', 'material_planner', 'engineer'),
    'payment': ('order_clerk',), 'legal': ('general_manager',), 'strict': ('general_manager',),
}
# Percent and days that may pass; the other gates allow nothing.
TOLERANCES = {'legal': (10, 0), 'technical': (20, 0), 'completion_date': (0, 3), 'material': (0, 2), 'price': (2, 0)}
CORE = {'price', 'countersign', 'legal', 'strict'}
GOODS = CORE | {'technical', 'material'}


@tagged('post_install', '-at_install')
class TestRereview(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates(*SIGNED, 'drawing')
        cls.gates = {code: cls._gate(code, ['general_manager']) for code in ('legal', 'strict')}
        cls.gates |= {gate.code: gate for gate in cls.env['order.desk.gate'].search([])}
        for code, (percent, days) in TOLERANCES.items():
            cls.gates[code].write({'tolerance_percent': percent, 'tolerance_days': days})
        cls.company.desk_material_mode = 'always'
        cls.partner.desk_class = 'a'
        cls.today = fields.Date.today()
        cls.later = cls.today + timedelta(days=40)
        arrival = cls.today + timedelta(days=12)
        cls.receipts = [cls._receipt(product, 1000, arrival) for product in (cls.steel, cls.seal)]
        cls.site = cls.env['res.partner'].create({'name': "Dock", 'parent_id': cls.partner.id, 'type': 'delivery'})
        cls.terms = cls.env['account.payment.term'].create({'name': "Ten days"})
        cls.list = cls.env['product.pricelist'].create({'name': "Export"})
        cls.incoterms = cls.env['account.incoterms'].search([], limit=2)
        cls.grade = cls.env['order.desk.grade'].create({'name': "Fine"})

    def _signed(self, quantity=3):
        """Return an order with two lines, one of them non-standard, signed at every signed gate."""
        order = self._nonstandard_order([(self.pump, quantity, 100.0)])
        order.order_line = [
            Command.create({'product_id': self.product_a.id, 'product_uom_qty': 4, 'price_unit': 100.0})]
        self._answer(self._paper(order).line_ids, 'producible')
        line = order.order_line[:1]
        line.desk_sales_configuration = "Zenith head"
        line.with_user(self.users['order_clerk']).action_desk_record_translation([["Zenith head", "ZH"]])
        self._statement(order, booked=self.later)
        self._as('production_manager', order).desk_completion_date = self.later
        for code, roles in SIGNED.items():
            for role in roles:
                self._decide(order, role, code)
        states = {check.gate_id.code: check.state for check in order.desk_check_ids}
        self.assertEqual({code: states.get(code) for code in SIGNED}, dict.fromkeys(SIGNED, 'passed'))
        return order

    # === THE OTHER COMPARISON === #

    def _facts(self, order):
        """Return what every signed gate looks at now, as it would be kept."""
        order = order.sudo().with_company(order.company_id)
        return {code: json.loads(json.dumps(self.gates[code]._get_evaluator()._facts(self.gates[code], order)[order]))
                for code in SIGNED}

    def _is_same(self, old, new, percent=0, days=0, label=''):
        if isinstance(old, dict) and isinstance(new, dict):
            if 'id' in old:
                return old['id'] == new.get('id')
            return all(self._is_same(old.get(key), new.get(key), percent, days,
                                     label if key.isdigit() and label == 'Arrivals' else key) for key in {*old, *new})
        if old == new:
            return True
        if label in ('Booked date', 'Production date', 'Arrivals') and old and new:
            return abs((date.fromisoformat(old) - date.fromisoformat(new)).days) <= days
        figures = ('Quantity', 'Price', 'Net', 'Measured by', 'Negotiated', 'Reviewed', 'Received', 'Finished goods')
        return label in figures and abs(new - old) <= abs(old) * percent / 100 + 1e-9

    def _get_expected(self, order, now):
        """Return the gates that must be open: a finding, or a signature short on what is true now."""
        expected = set()
        order = order.sudo().with_company(order.company_id)
        for code in SIGNED:
            gate = self.gates[code]
            evaluator = gate._get_evaluator()
            if not evaluator._get_applicable(gate, order):
                continue
            tolerance = TOLERANCES.get(code, (0, 0))
            standing = [row.group_id.id for row in order.desk_decision_ids
                        if row.gate_id == gate and self._is_same(row.facts, now[code], *tolerance)]
            steps = [step.group_id for step in evaluator._get_steps(gate, order)[order]]
            if evaluator._evaluate(gate, order).get(order) or set(steps) - set(standing):
                expected.add(code)
        return expected

    def _get_open(self, order):
        self.env.flush_all()
        order.invalidate_recordset(['desk_check_ids'])
        return {check.gate_id.code for check in order.desk_check_ids
                if check.state in ('open', 'rejected') and check.gate_id.code in SIGNED}

    # === EDITS: each says which gates' facts it changes === #

    def _edits(self):
        return [
            self._edit_quantity, self._edit_quantity, self._edit_quantity_of_standard, self._edit_price,
            self._edit_price, self._edit_discount, self._edit_terms, self._edit_address, self._edit_incoterm,
            self._edit_pricelist, self._edit_request, self._edit_configuration, self._edit_grade,
            self._edit_completion, self._edit_completion, self._move_receipt, self._move_receipt, self._edit_planned,
            self._edit_reference, self._edit_description, self._edit_explanation, self._edit_negotiated, self._add_line,
            self._remove_line, self._import, self._release_drawing, self._update_prices]

    def _edit_quantity(self, order, rng):
        line = order.order_line[0]
        line.product_uom_qty = max(1, line.product_uom_qty + rng.choice((-2, -1, 1, 0.25, 0.5)))
        return GOODS

    def _edit_quantity_of_standard(self, order, rng):
        line = order.order_line[1]
        line.product_uom_qty = max(1, line.product_uom_qty + rng.choice((-1, 1, 0.1, 0.3)))
        return CORE | {'material'}

    def _edit_price(self, order, rng):
        order.write({'order_line': [Command.update(rng.choice(order.order_line.ids), {
            'price_unit': rng.choice((100, 101, 102, 103, 95, 109, 111))})]})
        return CORE

    def _edit_discount(self, order, rng):
        rng.choice(order.order_line).discount = rng.choice((0, 1, 2, 20))
        return CORE

    def _edit_terms(self, order, rng):
        order.payment_term_id = rng.choice((self.terms.id, False))
        return CORE | {'payment'}

    def _edit_address(self, order, rng):
        order.partner_shipping_id = rng.choice((self.site, self.partner))
        return {'countersign', 'legal', 'strict', 'payment'}

    def _edit_incoterm(self, order, rng):
        order.incoterm = rng.choice((self.incoterms[0].id, self.incoterms[1].id, False))
        return {'price', 'payment'}

    def _edit_pricelist(self, order, rng):
        order.pricelist_id = rng.choice((self.list.id, False))
        return {'price'}

    def _edit_request(self, order, rng):
        order.order_line[0].desk_unusual_note = f"Flange turned by {rng.choice((45, 90, 180))}°"
        return {'technical'}

    def _edit_configuration(self, order, rng):
        order.order_line[0].desk_sales_configuration = rng.choice(("Zenith head", "Zenith shaft", "Zenith head\nSeal"))
        return {'configuration'}

    def _edit_grade(self, order, rng):
        order.order_line[0].desk_grade_id = rng.choice((self.grade.id, False))
        return {'configuration'}

    def _edit_completion(self, order, rng):
        self._as('production_manager', order).desk_completion_date = self.later + timedelta(days=rng.randint(-6, 6))
        return {'completion_date'}

    def _move_receipt(self, order, rng):
        day = self.today + timedelta(days=12 + rng.randint(-5, 5))
        self.receipts[rng.randint(0, 1)].picking_id.scheduled_date = fields.Datetime.to_datetime(day)
        return {'material'}

    def _edit_planned(self, order, rng):
        order.commitment_date = fields.Datetime.to_datetime(self.today + timedelta(days=rng.randint(60, 90)))
        return set()

    def _edit_reference(self, order, rng):
        order.write({'client_order_ref': f"PO {rng.random()}", 'note': f"<p>{rng.random()}</p>"})
        return set()

    def _edit_description(self, order, rng):
        rng.choice(order.order_line).name = f"Pump {rng.random()}"
        self.product_a.name = f"Pump A {rng.random()}"
        return set()

    def _edit_explanation(self, order, rng):
        rng.choice(order.order_line).desk_price_note = rng.choice(("Agreed by telephone", "Fair", False))
        return {'price'}

    def _edit_negotiated(self, order, rng):
        rng.choice(order.order_line).desk_negotiated_price = rng.choice((0, 100, 101))
        return {'price'}

    def _add_line(self, order, rng):
        self.env['sale.order.line'].create({
            'order_id': order.id, 'product_id': self.product_b.id, 'product_uom_qty': 1, 'price_unit': 50.0})
        return CORE | {'material', 'configuration'}

    def _remove_line(self, order, rng):
        order.order_line[-1:].unlink() if len(order.order_line) > 2 else None
        return CORE | {'material', 'configuration'}

    def _import(self, order, rng):
        line = order.order_line[1]
        result = self.env['sale.order'].load(
            ['.id', 'order_line/.id', 'order_line/product_uom_qty'],
            [[str(order.id), str(line.id), str(rng.choice((4, 5, 6)))]])
        self.assertFalse([message for message in result['messages'] if message['type'] == 'error'])
        return CORE | {'material'}

    def _release_drawing(self, order, rng):
        self._drawing(sale_line_id=order.order_line[0].id, name=f"D-{rng.random()}")
        return set()

    def _update_prices(self, order, rng):
        order.action_update_prices()
        return CORE

    # === TESTS === #

    def test_random_edits(self):
        """After each of 500 random edits exactly the gates are open whose facts moved beyond the tolerance."""
        rng = random.Random(SEED)
        orders = [self._signed(quantity) for quantity in (3, 5)]
        self.env.flush_all()
        edits, done, reopened, stood = self._edits(), 0, 0, 0
        declared, seen = {}, {}
        while done < EDITS:
            order, other = rng.sample(orders, 2)
            with self.env.cr.savepoint() as savepoint:
                before = self._facts(order)
                for _step in range(rng.randint(1, 6)):
                    edit = rng.choice(edits)
                    with self.subTest(number=done, edit=edit.__name__):
                        concerned = edit(order, rng)
                        now = self._facts(order)
                        moved = {code for code in SIGNED if not self._is_same(before[code], now[code])}
                        declared[edit.__name__] = concerned
                        seen.setdefault(edit.__name__, set()).update(moved)
                        expected, found = self._get_expected(order, now), self._get_open(order)
                        self.assertEqual(found, expected)
                        stood += len(moved - found)
                        reopened += bool(found)
                    before = now
                    done += 1
                if edit != self._move_receipt and not done % 5:
                    now = self._facts(other)
                    self.assertEqual(self._get_open(other), self._get_expected(other, now))
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(seen, declared, "a gate looks at more or at less than is its own")
        self.assertGreater(reopened, EDITS / 2)
        self.assertGreater(stood, 20, "the tolerances were never met")
