import json

from odoo import api, models

from .chain import ChainReport, Fault, read_head, seal
from .decision_chain import SEALED_FIELDS, SEALED_SNAPSHOTS


class OrderDeskDecision(models.Model):
    """Whether the decisions of orders are all there and as they were taken."""
    _inherit = 'order.desk.decision'

    # === BUSINESS METHODS === #

    @api.model
    def _check_chains(self, orders, with_files=True):
        """Read the chains of decisions of ``orders`` against their seals; a constant number of queries.

        :param orders: sale.order records
        :param bool with_files: whether the files themselves are read and measured, beside what is noted of them
        :return: ``{order: ChainReport}``, every order
        :rtype: dict
        """
        # sudo: whether evidence is whole is told to whoever may ask about the order, whatever he may read of it
        decisions = self.sudo()
        names = {name for own in (*SEALED_FIELDS.values(), *SEALED_SNAPSHOTS.values()) for name in own}
        rows = decisions.search_fetch(
            [('order_id', 'in', orders.ids)],
            [*names, 'attachment_ids', 'chain_number', 'chain_hash', 'chain_content'], order='id')
        rows.attachment_ids.fetch(['name', 'checksum', 'type', 'store_fname'])
        by_order = rows.grouped('order_id')
        reports = {}
        for order in orders:
            own = by_order.get(order.sudo(), decisions)  # sudo: the key of what was read above with sudo
            reports[order] = own._check_chain(order, with_files)
        return reports

    def _check_chain(self, order, with_files):
        """Return the :class:`ChainReport` of the decisions of one order, first to last."""
        # sudo: as in _check_chains
        number, head = read_head(order.sudo().desk_chain_head)
        sealed = self.filtered('chain_hash').sorted(lambda decision: (decision.chain_number, decision.id))
        first_id = min(sealed.ids, default=None)
        before = self.filtered(
            lambda decision: not decision.chain_hash and (first_id is None or decision.id < first_id))
        faults = [
            Fault('unsealed', decision, self.env._(
                "%(decision)s stands among sealed decisions and carries no seal: it was added past the order desk.",
                decision=decision._get_label()))
            for decision in self - sealed - before
        ]
        expected, last = len(before), ''
        if sealed and sealed[0].chain_number <= len(before):
            expected = sealed[0].chain_number - 1
            faults.append(Fault('unsealed', before[-1:], self.env._(
                "%(count)s decisions are older than the first seal, which knows of %(known)s only.",
                count=len(before), known=expected)))
        for decision in sealed:
            if decision.chain_number > expected + 1:
                faults.append(self._prepare_missing(expected + 1, decision.chain_number - 1))
                last = None
            expected = decision.chain_number
            faults += decision._check_seal(last, with_files)
            last = decision.chain_hash
        if head and number > expected:
            faults.append(self._prepare_missing(expected + 1, number))
        elif (number, head) != (expected if sealed else 0, last):
            faults.append(Fault('unlinked', sealed[-1:], self.env._(
                "The last seal noted on the order is not the one of its last decision.")))
        return ChainReport(len(sealed), len(before), head, faults)

    def _prepare_missing(self, first, last):
        if first == last:
            text = self.env._("Decision no. %(number)s is missing.", number=first)
        else:
            text = self.env._("Decisions no. %(first)s to %(last)s are missing.", first=first, last=last)
        return Fault('missing', self.browse(), text)

    def _check_seal(self, previous, with_files):
        """Return the faults of one sealed decision.

        :param previous: the seal of the decision before it, None when that one is missing
        """
        try:
            content = json.loads(self.chain_content or '')
            version = content['version']
            before, evidence = content['previous'], content['evidence']
        except (ValueError, TypeError, KeyError):
            return [self._prepare_rewritten()]
        if seal(self.chain_content, version) != self.chain_hash or content.get('number') != self.chain_number:
            return [self._prepare_rewritten()]
        if version not in SEALED_FIELDS:
            return [Fault('rewritten', self, self.env._(
                "%(decision)s was sealed by a version of the order desk that is not known here.",
                decision=self._get_label()))]
        faults = []
        if previous is not None and before != previous:
            faults.append(Fault('unlinked', self, self.env._(
                "%(decision)s does not follow the decision before it: the link is broken.",
                decision=self._get_label())))
        now = self._get_sealed_values(version)
        changes = [self._describe_change(name, content.get(name), now[name])
                   for name in (*SEALED_FIELDS[version], *SEALED_SNAPSHOTS[version]) if content.get(name) != now[name]]
        if changes:
            faults.append(Fault('changed', self, self.env._(
                "%(decision)s was changed after it was sealed: %(changes)s.",
                decision=self._get_label(), changes="; ".join(changes))))
        return faults + self._check_evidence(evidence, with_files)

    def _prepare_rewritten(self):
        return Fault('rewritten', self, self.env._(
            "%(decision)s: its seal was written anew and does not fit what it covers.", decision=self._get_label()))

    def _check_evidence(self, sealed, with_files):
        """Return a fault for each evidence file that is not the one that was sealed."""
        files = {file.id: file for file in self.attachment_ids}
        faults = []
        for noted in sealed:
            file = files.pop(noted['id'], None)
            if file is None:
                text = self.env._("its evidence %(file)s has been removed", file=noted['name'])
            elif file.checksum != noted['checksum'] or (with_files and not self._is_file_whole(file, noted)):
                text = self.env._(
                    "its evidence %(file)s has another content than when it was sealed", file=noted['name'])
            elif file.name != noted['name']:
                text = self.env._("its evidence %(file)s is now called %(name)s", file=noted['name'], name=file.name)
            else:
                continue
            faults.append(text)
        faults += [self.env._("evidence %(file)s was added later", file=file.name) for file in files.values()]
        return [Fault('evidence', self, self.env._(
            "%(decision)s: %(what)s.", decision=self._get_label(), what=text)) for text in faults]

    @api.model
    def _is_file_whole(self, file, noted):
        """Tell whether the bytes of a file are those whose checksum was sealed; a link has none."""
        if file.type == 'url' or not noted['checksum']:
            return True
        # Not through the field, which would hold the files of all orders in memory at once.
        content = file._file_read(file.store_fname) if file.store_fname else file.db_datas
        return file._compute_checksum(content or b'') == noted['checksum']

    # === HELPERS === #

    def _get_label(self):
        """Return how messages name one decision."""
        word = dict(self._fields['decision']._description_selection(self.env)).get(self.decision, self.decision)
        return self.env._(
            "Decision no. %(number)s (%(gate)s, %(decision)s, %(user)s)", number=self.chain_number or "—",
            gate=self.gate_id.name, decision=word, user=self.user_id.name)

    def _describe_change(self, name, sealed, now):
        field = self._fields[name]
        label = field._description_string(self.env)
        if field.type == 'json':
            return self.env._("the facts kept with it")
        if field.type == 'many2one':
            sealed, now = (
                self.env[field.comodel_name].browse(value).exists().display_name or value for value in (sealed, now))
        return f"{label}: {sealed or '—'} → {now or '—'}"
