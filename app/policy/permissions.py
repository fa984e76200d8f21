"""Who may do what, said once: may(role, action). Routes, menus, sockets and the gate read this table.

see_all_departments takes effect in User.department_ids(); models know nothing of policy, so its roles stand there
again, and a test keeps the two the same.
"""

from __future__ import annotations

AGENT, MANAGER, ADMIN = "agent", "manager", "admin"

PERMISSIONS: dict[str, frozenset[str]] = {
    "read_conversations": frozenset({AGENT, MANAGER, ADMIN}),
    "send_text": frozenset({AGENT, MANAGER, ADMIN}),
    "handle_conversations": frozenset({AGENT, MANAGER, ADMIN}),
    "manage_departments": frozenset({ADMIN}),
    "settle_unknown": frozenset({AGENT, MANAGER, ADMIN}),
    "see_all_departments": frozenset({MANAGER, ADMIN}),
    "see_numbers": frozenset({ADMIN}),
    "stop_sending": frozenset({ADMIN}),
    "write_notes": frozenset({AGENT, MANAGER, ADMIN}),
    "lower_consent": frozenset({AGENT, MANAGER, ADMIN}),
    "raise_consent": frozenset({AGENT, MANAGER, ADMIN}),
    "record_opt_out": frozenset({AGENT, MANAGER, ADMIN}),
    "edit_contacts": frozenset({AGENT, MANAGER, ADMIN}),
    "bulk_edit_contacts": frozenset({MANAGER, ADMIN}),
    "manage_fields": frozenset({ADMIN}),
    "see_do_not_contact": frozenset({AGENT, MANAGER, ADMIN}),
    "export_do_not_contact": frozenset({MANAGER, ADMIN}),
    "export_evidence": frozenset({ADMIN}),
    "manage_messaging": frozenset({ADMIN}),
    "manage_opt_in": frozenset({MANAGER, ADMIN}),
    "check_lines": frozenset({AGENT, MANAGER, ADMIN}),
    "override_hours": frozenset({AGENT, MANAGER, ADMIN}),
    "manage_library": frozenset({MANAGER, ADMIN}),
    "write_templates": frozenset({AGENT, MANAGER, ADMIN}),
    "share_templates": frozenset({MANAGER, ADMIN}),
}


def may(role: str, action: str) -> bool:
    """Whether a person of this role may do this. An action that isn't in the table is a mistake: KeyError."""
    return role in PERMISSIONS[action]
