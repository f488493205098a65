from odoo import api, fields, models
from odoo.tools import SQL

from .chain import SEAL_VERSION, digest, read_head, seal, stable, to_text, write_head

# What is sealed of a decision beside its evidence, by version of the seal: plain columns, and snapshots.
_PLAIN = (
    'gate_id', 'order_id', 'picking_id', 'production_id', 'company_id', 'decision', 'user_id', 'on_behalf_id',
    'group_id', 'decided_on', 'reason', 'fingerprint', 'finding_code', 'cap', 'until')
SEALED_FIELDS = {1: _PLAIN, 2: _PLAIN}
SEALED_SNAPSHOTS = {1: ('facts',), 2: ('facts', 'fact_names')}


class OrderDeskDecision(models.Model):
    """Each decision carries a seal over itself and over the one before it on the same order.

    As in the host's accounting, whoever changes or removes a row past all guards, in the
    database itself, breaks the chain, and the break can be named. One chain for each order:
    signers of different orders never wait for each other.
    """
    _inherit = 'order.desk.decision'

    # === FIELDS === #

    chain_number = fields.Integer("No.", readonly=True, help="The place of the decision among those of its order.")
    chain_hash = fields.Char(
        "Seal", readonly=True, help="Digest of this decision, its evidence and the decision before it.")
    chain_content = fields.Text("Sealed Content", readonly=True, prefetch=False)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS order_desk
        decisions = super().create(vals_list)
        decisions._seal()
        return decisions

    # === BUSINESS METHODS === #

    def _seal(self):
        """Append these new rows to the chains of their orders; a constant number of queries.

        Two transactions that seal on one order meet at the order's row: the second fails with the
        host's retryable error and runs again behind the first.
        """
        if not self:
            return
        # What is sealed is what the database keeps, not what was handed over.
        self.invalidate_recordset()
        self.fetch([*SEALED_FIELDS[SEAL_VERSION], *SEALED_SNAPSHOTS[SEAL_VERSION], 'attachment_ids'])
        self.attachment_ids.fetch(['name', 'checksum'])
        heads = self._lock_heads()
        rows = []
        for decision in self.sorted('id'):
            number, last = heads[decision.order_id.id]
            values = decision._get_sealed_values(SEAL_VERSION)
            content = to_text(values | {'version': SEAL_VERSION, 'number': number + 1, 'previous': last})
            heads[decision.order_id.id] = number + 1, seal(content)
            rows.append((decision.id, number + 1, seal(content), content))
        # Rows of decisions are never written; the seal belongs to their birth.
        self.env.cr.execute(SQL(
            """UPDATE order_desk_decision AS own
                  SET chain_number = new.number, chain_hash = new.hash, chain_content = new.content
                 FROM (VALUES %s) AS new(id, number, hash, content) WHERE own.id = new.id""",
            SQL(', ').join(SQL('%s', row) for row in rows)))
        self.invalidate_recordset(['chain_number', 'chain_hash', 'chain_content'], flush=False)
        self.env.cr.execute(SQL(
            "UPDATE sale_order AS own SET desk_chain_head = new.head FROM (VALUES %s) AS new(id, head) "
            "WHERE own.id = new.id",
            SQL(', ').join(SQL('%s', (order_id, write_head(*head))) for order_id, head in heads.items())))
        self.order_id.invalidate_recordset(['desk_chain_head'], flush=False)

    def _lock_heads(self):
        """Return ``{order id: (number, seal)}`` of the decisions before these.

        The numbers of an order whose first seal this is go on behind the decisions kept before.
        """
        self.env['sale.order'].flush_model(['desk_chain_head'])
        heads = {order_id: read_head(head) for order_id, head in self.env.execute_query(SQL(
            "SELECT id, desk_chain_head FROM sale_order WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
            tuple(self.order_id.ids)))}
        unsealed = [order_id for order_id, (_number, last) in heads.items() if not last]
        if unsealed:
            heads.update({order.id: (count, '') for order, count in self._read_group(
                [('order_id', 'in', unsealed), ('id', 'not in', self.ids)], ['order_id'], ['__count'])})
        return heads

    # === HELPERS === #

    def _get_sealed_values(self, version):
        """Return what the seal of one decision covers, as plain values.

        :param int version: a key of ``SEALED_FIELDS``
        """
        values = {name: self._get_plain(name) for name in SEALED_FIELDS[version]}
        values |= {name: digest(to_text(stable(self[name] or None))) for name in SEALED_SNAPSHOTS[version]}
        values['evidence'] = [
            {'id': file.id, 'name': file.name, 'checksum': file.checksum or ''}
            for file in self.attachment_ids.sorted('id')]
        return values

    def _get_plain(self, name):
        """Return a field in the form that does not depend on language, currency or time zone."""
        value, kind = self[name], self._fields[name].type
        if kind == 'many2one':
            return value.id
        if kind == 'monetary':
            return f"{value:.6f}"
        return str(value) if value else ''
