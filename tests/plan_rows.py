"""Rows of plan tables and ledgers in few words; all days are of 2020."""

from datetime import date, datetime


def day(text: str) -> date:
    return date.fromisoformat(f"2020-{text}")


def scheme(name: str, unit_type: str, duplicates: str = "each_outlet", **more) -> dict:
    return {
        "scheme_id": name,
        "name": name,
        "purpose": "points",
        "duplicate_rule": duplicates,
        "tie_rule": "skip",
        "unit_types": unit_type,
        **more,
    }


def rule(of: str, name: str, points: float, **conditions) -> dict:
    return {"scheme_id": of, "score_rule_id": name, "points": points, **conditions}


def measure(of: str, name: str, kind: str, per: str, points: float, **more) -> dict:
    return {
        "scheme_id": of,
        "measure_id": name,
        "name": name,
        "measure": kind,
        "per": per,
        "points": points,
        "valid_from": None,
        **more,
    }


def web(title: str, on: str, unit: str, **more) -> dict:
    return {
        "title": title,
        "published_at": datetime.fromisoformat(f"2020-{on} 09:00:00"),
        "department_name": unit,
        "column_name": "校园新闻",
        **more,
    }


def submitted(title: str, on: str, unit: str, **more) -> dict:
    return {
        "title": title,
        "received_on": day(on),
        "department_name": unit,
        "form": "图文",
        "platforms": "官网",
        **more,
    }


def entry(register: str, on: str, unit: str, number: int, **more) -> dict:
    return {"register_id": register, "occurred_on": day(on), "department_name": unit, "entry_no": number, **more}


def target(name: str, comparator: str, unit: str, **more) -> dict:
    return {
        "target_id": name,
        "name": name,
        "scope": "department",
        "scope_id": unit,
        "period_type": "month",
        "period": "2020-09",
        "comparator": comparator,
        "basis": "printed",
        **more,
    }
