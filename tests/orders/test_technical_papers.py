from odoo import fields
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestTechnicalPapers(TechnicalCommon):

    def _render(self, report, record):
        html, _kind = self.env['ir.actions.report']._render_qweb_html(f'order_desk.action_report_{report}', record.ids)
        return html.decode()

    def test_technical_confirmation(self):
        """TEC-02, TEC-06: the technical confirmation prints request, answers, risk and signatures."""
        self._only_gates('technical')
        order = self._nonstandard_order()
        paper = self._paper(order)
        self.assertIn("Not signed yet", self._render('technical_confirmation', paper))
        self._answer(paper.line_ids, 'not_producible')
        self._as('order_clerk', paper.line_ids).write({
            'customer_answer': 'insists', 'expected_result': "May crack", 'risk_told_to': "Mr Berg",
            'process_file_ids': self._file("process.pdf")})
        self._as('engineer', paper).action_sign()
        html = self._render('technical_confirmation', paper)
        for text in ("Flange turned", "The mould cannot do it", "May crack", "Mr Berg", "process.pdf",
                     self.users['engineer'].name, order.name):
            self.assertIn(text, html)
        self.assertNotIn("Not signed yet", html)

    def test_drawing_release(self):
        """TEC-03: the drawing release prints number, revision, release and the customer's approval."""
        order = self._nonstandard_order()
        drawing = self._drawing(sale_line_id=order.order_line.id)
        html = self._render('drawing_release', drawing)
        self.assertIn("signature, stamp", html)
        self._as('order_clerk', order.order_line).action_desk_approve_drawing(drawing.id, self._file().ids)
        html = self._render('drawing_release', drawing)
        for text in ("D-1", order.name, self.users['engineer'].name, self.users['order_clerk'].name):
            self.assertIn(text, html)
        self.assertNotIn("signature, stamp", html)

    def test_material_statement(self):
        """MAT-02: the written statement prints figures, booked date and both signatures."""
        self._only_gates('material')
        self.company.desk_material_mode = 'always'
        order = self._order([(self.pump, 3, 100.0)])
        statement = self._statement(order, booked=fields.Date.add(fields.Date.today(), days=20))
        self._as('engineer', statement).action_sign()
        self._as('material_planner', statement).action_sign()
        html = self._render('material_statement', statement)
        signers = [self.users['engineer'].name, self.users['material_planner'].name]
        for text in ("Steel", "12.00", statement.name, *signers):
            self.assertIn(text, html)
