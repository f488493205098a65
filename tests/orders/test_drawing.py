import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..technical_common import TechnicalCommon


@tagged('post_install', '-at_install')
class TestDrawing(TechnicalCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates('drawing')

    def _approve(self, line, drawing, role='order_clerk'):
        self._as(role, line).action_desk_approve_drawing(drawing.id, self._file(role=role).ids)

    def test_drawing_is_approved_by_the_customer(self):
        """TEC-03: a non-standard line needs a released drawing that the customer approved, with proof."""
        order = self._nonstandard_order()
        line = order.order_line
        self.assertOpen(order, 'drawing')
        draft = self._drawing(release=False, sale_line_id=line.id)
        self.assertEqual(draft.revision, 'A')
        self.assertOpen(order, 'drawing')
        with self.assertRaisesRegex(UserError, "no released drawing"):
            self._approve(line, draft)
        draft.action_release()
        with self.assertRaisesRegex(UserError, "attach the file"):
            self._as('order_clerk', line).action_desk_approve_drawing(draft.id, [])
        self._approve(line, draft)
        self.assertPassed(order, 'drawing')
        self.assertEqual(line.desk_drawing_id, draft)
        self.assertEqual(line.desk_drawing_approved_by_id, self.users['order_clerk'])
        self.assertEqual(len(line.desk_drawing_evidence_ids), 1)

    def test_newer_revision_reopens(self):
        """TEC-03: a newer released revision waits for the customer's approval again."""
        order = self._nonstandard_order()
        line = order.order_line
        first = self._drawing(product_id=self.pump.id)
        self._approve(line, first)
        self.assertPassed(order, 'drawing')
        second = self.env['order.desk.drawing'].with_user(self.users['engineer']).browse(
            first.action_new_revision()['res_id'])
        self.assertEqual((second.revision, second.state), ('B', 'draft'))
        second.write({'file': base64.b64encode(b'%PDF 2'), 'file_name': "D-1B.pdf"})
        self.assertPassed(order, 'drawing')
        second.action_release()
        self.assertEqual(first.state, 'obsolete')
        self.assertOpen(order, 'drawing')
        self.assertIn("newer", self._check(order, 'drawing').message)
        with self.assertRaisesRegex(UserError, "rev. B"):
            self._approve(line, first)
        self._approve(line, second)
        self.assertPassed(order, 'drawing')

    def test_line_before_product(self):
        """TEC-03: the drawing of the line goes before the drawing of its product."""
        order = self._nonstandard_order()
        general = self._drawing(product_id=self.pump.id)
        self.assertEqual(order.order_line._desk_get_released_drawing(), general)
        own = self._drawing(sale_line_id=order.order_line.id)
        self.assertEqual(order.order_line._desk_get_released_drawing(), own)
        other = self._nonstandard_order()
        self.assertEqual(other.order_line._desk_get_released_drawing(), general)

    def test_rendering_is_no_drawing(self):
        """TEC-13: renderings and models are kept with the order and need no approval."""
        order = self._nonstandard_order()
        self._drawing(sale_line_id=order.order_line.id, kind='rendering')
        self.assertFalse(order.order_line._desk_get_released_drawing())
        self.assertOpen(order, 'drawing')

    def test_released_drawing_stays(self):
        """TEC-03: a released drawing is not changed, not deleted, and released by engineers only."""
        drawing = self._drawing(release=False, product_id=self.pump.id)
        with self.assertRaises(AccessError):
            self._as('order_clerk', drawing).action_release()
        with self.assertRaises(AccessError):
            drawing.state = 'released'
        drawing.action_release()
        with self.assertRaisesRegex(UserError, "new revision"):
            drawing.file = base64.b64encode(b'other')
        with self.assertRaisesRegex(UserError, "kept"):
            drawing.unlink()
        empty = self.env['order.desk.drawing'].with_user(self.users['engineer']).create(
            {'name': "D-2", 'product_id': self.body.id})
        with self.assertRaisesRegex(UserError, "has no file"):
            empty.action_release()

    def test_send_to_customer(self):
        """TEC-03: the drawing goes to the customer by mail, with the file; who sent it when is kept."""
        order = self._nonstandard_order()
        drawing = self._drawing(sale_line_id=order.order_line.id)
        self._as('order_clerk', order.order_line).action_desk_send_drawing()
        message = order.message_ids[0]
        self.assertEqual(message.partner_ids, self.partner)
        self.assertEqual(message.attachment_ids.mapped('name'), ["D-1.pdf"])
        self.assertIn("D-1", message.body)
        self.assertEqual(order.order_line.desk_drawing_sent_id, drawing)
        self.partner.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._as('engineer', order.order_line).action_desk_send_drawing()

    def test_approval_by_role_and_own_file(self):
        """TEC-03, SEC-05: the order desk records approvals, with files it may read, and nobody writes them by hand."""
        order = self._nonstandard_order(user_id=self.users['salesperson'].id)
        drawing = self._drawing(sale_line_id=order.order_line.id)
        with self.assertRaises(AccessError):
            self._approve(order.order_line, drawing, role='salesperson')
        with self.assertRaises(AccessError):
            self._as('order_clerk', order.order_line).desk_drawing_id = drawing
        foreign = self.env['ir.attachment'].with_user(self.users['finance_clerk']).create(
            {'name': "private", 'datas': base64.b64encode(b'x')})
        with self.assertRaises(AccessError):
            self._as('order_clerk', order.order_line).action_desk_approve_drawing(drawing.id, foreign.ids)

    def test_approval_form(self):
        """TEC-03: the clerk records the approval with its file in one form."""
        order = self._nonstandard_order()
        with self.assertRaisesRegex(UserError, "no released drawing"):
            self._as('order_clerk', order.order_line).action_desk_open_approval()
        drawing = self._drawing(sale_line_id=order.order_line.id)
        action = self._as('order_clerk', order.order_line).action_desk_open_approval()
        self.env[action['res_model']].with_user(self.users['order_clerk']).with_context(action['context']).create({
            'file': base64.b64encode(b'signed'), 'file_name': "back.pdf", 'note': "By fax"}).action_approve()
        self.assertEqual(order.order_line.desk_drawing_id, drawing)
        self.assertEqual(order.order_line.desk_drawing_evidence_ids.name, "back.pdf")

    def test_other_company(self):
        """TEC-03, SEC-05: drawings of another company neither count nor show."""
        other = self.env['res.company'].create({'name': "Other Works"})
        foreign = self.env['order.desk.drawing'].create({
            'name': "F-1", 'product_id': self.pump.id, 'company_id': other.id, 'file': base64.b64encode(b'%PDF')})
        foreign.action_release()
        order = self._nonstandard_order()
        self.assertFalse(order.order_line._desk_get_released_drawing())
        with self.assertRaises(AccessError):
            self._as('engineer', foreign).read(['name'])

    def test_copied_order_has_no_approval(self):
        """TEC-03: a copied order waits for its own approval."""
        order = self._nonstandard_order()
        self._approve(order.order_line, self._drawing(product_id=self.pump.id))
        copied = order.copy()
        self.assertFalse(copied.order_line.desk_drawing_id)
        self.assertOpen(copied, 'drawing')
