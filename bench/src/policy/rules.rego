# The three rules of the benchmark, with what the evaluator does around them: one vulnerability is
# one finding whatever its names, the worst rating counts, three values, waivers, grace.
package gate

import rego.v1

rank := {"unknown": 0, "none": 1, "negligible": 2, "low": 3, "medium": 4, "high": 5, "critical": 6}

grace_days := {5: 14, 6: 3}

allowed := {"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Zlib"}

unread := {"NOASSERTION", "see COPYING"}

# Which CVE another id is a name of.
cve_of[other] := cve if {
	some found in input.findings
	count(found.ids) == 2
	some cve in found.ids
	startswith(cve, "CVE-")
	some other in found.ids
	other != cve
}

cves(found) := [id | some id in found.ids; startswith(id, "CVE-")]

name(found) := cves(found)[0] if count(cves(found)) > 0

name(found) := object.get(cve_of, found.ids[0], found.ids[0]) if count(cves(found)) == 0

# And the other way round.
other_of[cve] := other if some other, cve in cve_of

# Findings sorted by component and vulnerability, so that those about one stand together. (A rule that
# holds several sets is one set to the virtual machine, and `else` after a loop is undefined.)
sorted_findings := sort([[concat("|", [found.component, name(found)]), index] |
	some index, found in input.findings
])

starts := [at |
	some at, pair in sorted_findings
	begins(at, pair)
]

begins(at, _) if at == 0

begins(at, pair) if {
	at > 0
	sorted_findings[at - 1][0] != pair[0]
}

stop(next) := starts[next] if next < count(starts)

stop(next) := count(sorted_findings) if next >= count(starts)

groups contains group if {
	some nth, start in starts
	indices := [sorted_findings[at][1] | some at in numbers.range(start, stop(nth + 1) - 1)]
	one := input.findings[indices[0]]
	levels := {rank[rating.level] | some index in indices; some rating in input.findings[index].ratings}
	group := {
		"id": name(one),
		"component": one.component,
		"bare": one.bare,
		"level": max(levels),
		"kev": some_say([known | some index in indices; known := input.findings[index].kev; known != null]),
		"fix": fix(one.version, indices),
		"since": earliest([since | some index in indices; since := input.findings[index].fixed_since; since != null]),
	}
}

some_say(said) := "unknown" if count(said) == 0

some_say(said) := "yes" if true in said

some_say(said) := "no" if {
	count(said) > 0
	not true in said
}

earliest(instants) := null if count(instants) == 0

earliest(instants) := min(instants) if count(instants) > 0

fix(installed, indices) := fix_word(newer_ones, unsure, stated) if {
	newer_ones := count([index | some index in indices; newer(input.findings[index].fixed, installed)])
	unsure := count([index | some index in indices; incomparable(input.findings[index].fixed)])
	stated := count([index | some index in indices; input.findings[index].fix != "unknown"])
}

fix_word(newer_ones, _, _) := "yes" if newer_ones > 0

fix_word(newer_ones, unsure, _) := "unknown" if {
	newer_ones == 0
	unsure > 0
}

fix_word(newer_ones, unsure, stated) := "no" if {
	newer_ones == 0
	unsure == 0
	stated > 0
}

fix_word(newer_ones, unsure, stated) := "unknown" if {
	newer_ones == 0
	unsure == 0
	stated == 0
}

incomparable(fixed) if {
	fixed != null
	not semver.is_valid(fixed)
}

newer(fixed, installed) if {
	fixed != null
	semver.is_valid(fixed)
	semver.compare(fixed, installed) > 0
}

violations contains hit("kev", "deny", group, false) if {
	some group in groups
	group.kev == "yes"
	not waived("kev", group, false)
}

violations contains hit("kev", "warn", group, true) if {
	some group in groups
	group.kev == "unknown"
	not waived("kev", group, true)
}

violations contains hit("high-with-fix", effect(group), group, false) if {
	some group in groups
	group.level >= 5
	group.fix == "yes"
	not waived("high-with-fix", group, false)
}

violations contains hit("high-with-fix", "warn", group, true) if {
	some group in groups
	maybe_severe_and_fixed(group)
	not waived("high-with-fix", group, true)
}

maybe_severe_and_fixed(group) if {
	group.level == 0
	group.fix != "no"
}

maybe_severe_and_fixed(group) if {
	group.level >= 5
	group.fix == "unknown"
}

effect(group) := "warn" if {
	group.kev != "yes"
	group.since != null
	input.now < group.since + (grace_days[group.level] * 86400)
} else := "deny"

hit(rule, effect, group, missing) := {
	"rule": rule,
	"id": group.id,
	"component": group.component,
	"effect": effect,
	"missing": missing,
}

waived(rule, group, missing) if {
	some waiver in by_id(group)
	holds(waiver, rule, group, missing)
}

waived(rule, group, missing) if {
	some waiver in data.waivers.by_package[group.bare]
	holds(waiver, rule, group, missing)
}

waived(rule, group, missing) if {
	some waiver in data.waivers.by_scope[scope(group.bare)]
	holds(waiver, rule, group, missing)
}

by_id(group) := array.concat(
	object.get(data.waivers.by_id, group.id, []),
	object.get(data.waivers.by_id, object.get(other_of, group.id, ""), []),
)

# Everything up to the name.
scope(bare) := concat("", [concat("/", array.slice(parts, 0, count(parts) - 1)), "/"]) if {
	parts := split(bare, "/")
}

holds(waiver, rule, group, missing) if {
	waiver.licence == null
	applies(waiver, rule, group, missing)
}

applies(waiver, rule, group, missing) if {
	input.now < waiver.expires
	says(waiver, rule, missing)
	covers(waiver, group.bare)
	not lapses(waiver, group)
}

says(waiver, rule, _) if waiver.rule == rule

says(waiver, _, missing) if {
	waiver.rule == null
	not missing
}

covers(waiver, _) if waiver.component == null

covers(waiver, bare) if waiver.component == bare

covers(waiver, bare) if {
	endswith(waiver.component, "*")
	startswith(bare, trim_suffix(waiver.component, "*"))
}

lapses(waiver, group) if {
	waiver.not_if_kev
	group.kev == "yes"
}

lapses(waiver, group) if {
	waiver.only_while_no_fix
	group.fix == "yes"
}

lapses(waiver, group) if group.level > waiver.max

# Licences: one id, a choice, or a conjunction.
violations contains hit("licences", "deny", subject, false) if {
	some component in input.components
	some id in blocking(component.licence)
	subject := {"id": id, "component": component.component, "bare": component.bare}
	not licence_waived(component.bare, id)
}

violations contains hit("licences", "warn", subject, true) if {
	some component in input.components
	is_unknown(component.licence)
	subject := {"id": "", "component": component.component, "bare": component.bare, "kev": "", "fix": "", "level": 0}
	not waived_package("licences", subject)
}

waived_package(rule, subject) if {
	some waiver in data.waivers.by_package[subject.bare]
	holds(waiver, rule, subject, true)
}

waived_package(rule, subject) if {
	some waiver in data.waivers.by_scope[scope(subject.bare)]
	holds(waiver, rule, subject, true)
}

# What stands in the way of a licence: of a choice the first by name, if none is known to do.
blocking(text) := {min(ids)} if {
	contains(text, " OR ")
	ids := {id | some id in split(text, " OR ")}
	count(ids & allowed) == 0
	count(ids & unread) == 0
} else := {id | some id in split(text, " AND "); not id in allowed; not id in unread} if {
	not contains(text, " OR ")
}

is_unknown(text) if {
	contains(text, " OR ")
	ids := {id | some id in split(text, " OR ")}
	count(ids & allowed) == 0
	count(ids & unread) > 0
}

is_unknown(text) if {
	not contains(text, " OR ")
	ids := {id | some id in split(text, " AND ")}
	count(ids & unread) > 0
	count((ids - allowed) - unread) == 0
}

licence_waived(bare, id) if {
	some waiver in data.waivers.by_package[bare]
	licence_applies(waiver, bare, id)
}

licence_waived(bare, id) if {
	some waiver in data.waivers.by_scope[scope(bare)]
	licence_applies(waiver, bare, id)
}

licence_applies(waiver, bare, id) if {
	input.now < waiver.expires
	says(waiver, "licences", false)
	covers(waiver, bare)
	licence_fits(waiver, id)
}

licence_fits(waiver, _) if waiver.licence == null

licence_fits(waiver, id) if waiver.licence == id
