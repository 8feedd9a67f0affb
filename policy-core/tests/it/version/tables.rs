//! The tables that the tools themselves publish.

use super::*;

#[test]
fn semver_follows_section_11_and_node_semver() {
    for purl_type in ["cargo", "npm", "hex", "pub", "swift", "NPM"] {
        check_ascending(
            purl_type,
            "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11
             1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1",
        );
    }
    // From node-semver's comparison fixtures.
    check(
        "npm",
        "0.0.0 > 0.0.0-foo
         0.0.1 > 0.0.0
         1.0.0 > 0.9.9
         0.10.0 > 0.9.0
         0.99.0 > 0.10.0
         2.0.0 > 1.2.3
         v0.0.0 > 0.0.0-foo
         v0.10.0 > 0.9.0
         1.2.3 > 1.2.3-asdf
         1.2.3 > 1.2.3-4
         1.2.3 > 1.2.3-4-foo
         1.2.3-5-foo > 1.2.3-5
         1.2.3-5 > 1.2.3-4
         1.2.3-5-foo > 1.2.3-5-Foo
         3.0.0 > 2.7.2+asdf
         1.2.3-a.10 > 1.2.3-a.5
         1.2.3-a.b > 1.2.3-a.5
         1.2.3-a.b > 1.2.3-a
         1.2.3-a.b.c.10.d.5 > 1.2.3-a.b.c.5.d.100
         1.2.3-r2 > 1.2.3-r100
         1.2.3-r100 > 1.2.3-R2
         v1.2.3 = 1.2.3
         =1.2.3 = 1.2.3
         1.2.3+build = 1.2.3+other
         1.2.3-beta+build = 1.2.3-beta+otherbuild
         1 = 1.0.0
         1.2 = 1.2.0
         1.2-rc1 < 1.2.0",
    );
    check_invalid(
        "npm",
        &[
            "",
            "v",
            "a",
            "1.",
            ".1",
            "1.2.3.4",
            "1.x",
            "*",
            "1.0.0-",
            "1.0.0-a..b",
            "1.0.0+",
            "1.0.0-ä",
            "-1",
            "latest",
            "1 2",
        ],
    );
}

#[test]
fn numbers_of_any_length_are_compared_by_value() {
    let big = "9".repeat(40);
    let bigger = format!("1{}", "0".repeat(40));
    for purl_type in
        ["npm", "golang", "maven", "pypi", "deb", "rpm", "apk", "nuget", "gem", "composer"]
    {
        assert_eq!(
            version::compare(purl_type, &format!("1.{big}"), &format!("1.{bigger}")),
            Some(Less),
            "{purl_type}"
        );
        assert_eq!(
            version::compare(purl_type, "18446744073709551616.1", "18446744073709551615.1"),
            Some(Greater),
            "{purl_type}"
        );
    }
    assert_eq!(
        version::compare("npm", &format!("1.0.0-{big}"), &format!("1.0.0-{bigger}")),
        Some(Less)
    );
    // A text that is longer than any version is none.
    assert_eq!(version::compare("deb", &"1.".repeat(600), "1"), None);
}

#[test]
fn go_modules_and_go_itself() {
    check_ascending(
        "golang",
        "v0.0.0-20191109021931-daa7c04131f5 v0.0.0-20200101000000-aaaaaaaaaaaa v0.0.1
         v1.2.3-0.20200101000000-abcdefabcdef v1.2.3-rc.1 v1.2.3 v1.2.4-0.20210101000000-abcdefabcdef
         v2.0.0+incompatible",
    );
    check_ascending(
        "golang",
        "go1.20 go1.20.1 go1.21beta1 go1.21rc2 go1.21rc10 go1.21.0 go1.21.1 go1.22",
    );
    check(
        "golang",
        "go1.21rc2 = 1.21.0-rc.2
         v2.0.0+incompatible = v2.0.0
         go1.21.3 = v1.21.3
         1.21rc2 < 1.21",
    );
    assert_eq!(version::compare("golang", "go1.20.3 X:boringcrypto", "go1.20.3"), Some(Equal));
    check_invalid("golang", &["(devel)", "devel", "go", "master", "v1.2.3.4", "go1.21foo"]);
}

#[test]
fn composer_orders_by_stability() {
    check_ascending(
        "composer",
        "1.0-dev 1.0-alpha1 1.0-a2 1.0-beta1-dev 1.0-beta1 1.0-b2 1.0-RC 1.0-RC1 1.0-RC10 1.0 1.0-p1 1.0-pl2
         1.0.0.1 v1.0.1",
    );
    check(
        "composer",
        "1.0 = v1.0.0.0
         1.0.0-stable = 1.0.0
         1.0.0-alpha1 = 1.0a1
         1.0.0-rc1 = 1.0.0RC1
         1.0.0-patch1 = 1.0.0.p1
         1.0.0beta.2 = 1.0.0-b2
         1.0.0+build = 1.0.0",
    );
    check_invalid(
        "composer",
        &["dev-master", "1.x-dev", "1.0.0.0.0", "1.0-foo", "", "1.0-", "9999999-dev2"],
    );
}

#[test]
fn maven_follows_its_own_tests() {
    check_ascending(
        "maven",
        "1-alpha2snapshot 1-alpha2 1-alpha-123 1-beta-2 1-beta123 1-m2 1-m11 1-rc 1-cr2 1-rc123
         1-SNAPSHOT 1 1-sp 1-sp2 1-sp123 1-abc 1-def 1-pom-1 1-1-snapshot 1-1 1-2 1-123",
    );
    check_ascending(
        "maven",
        "2.0 2.0.a 2-1 2.0.2 2.0.123 2.1.0 2.1-a 2.1b 2.1-c 2.1-1 2.1.0.1 2.2 2.123
         11.a2 11.a11 11.b2 11.b11 11.m2 11.m11 11 11.a 11b 11c 11m",
    );
    check(
        "maven",
        "0-1 < 1
         0-1 < 0.1
         0-1 > 0
         0-0-1 = 0-1
         0-0 = 0
         0-alpha < 0
         1 = 1.0
         1 = 1.0.0
         1 = 1-0
         1 = 1.0-0
         1a = 1-a
         1a = 1.0-a
         1a = 1.0.0-a
         1.0a = 1-a
         1x = 1.0.0-x
         1.0x = 1.0.x
         1ga = 1
         1release = 1
         1final = 1
         1cr = 1rc
         1a1 = 1-alpha-1
         1b2 = 1-beta-2
         1m3 = 1-milestone-3
         1X = 1x
         1GA = 1
         1FinaL = 1
         1Cr = 1Rc
         1MileStone3 = 1m3
         1.0-ga = 1
         1.0_1 = 1.0-1
         1 < 2
         1.5 < 2
         1 < 2.5
         1.0.0 < 1.1
         1.1 < 1.2.0
         1.0-alpha-1 < 1.0
         1.0-alpha-1 < 1.0-alpha-2
         1.0-alpha-1 < 1.0-beta-1
         1.0-beta-1 < 1.0-SNAPSHOT
         1.0-SNAPSHOT < 1.0
         1.0-alpha-1-SNAPSHOT < 1.0-alpha-1
         1.0 < 1.0-1
         1.0-1 < 1.0-2
         1.0.0 < 1.0-1
         2.0-1 < 2.0.1
         2.0.1-klm < 2.0.1-lmn
         2.0.1 < 2.0.1-xyz
         2.0.1-xyz < 2.0.1-123
         1.0.RC1 < 1.0-RC2
         4.0.0.Beta3 < 4.0.0-RC1
         1.0-rc1 < 1.0
         1.0 < 1.0-sp
         1.0-sp < 1.0.1
         31.1-android < 31.1-jre
         31.0.1-jre < 31.1-jre
         6.1.0rc3 < 6.1.0
         6.1.0rc3 < 6.1H.5-beta
         6.1.0 < 6.1H.5-beta
         2.14.1 < 2.17.1
         20030203.000550 < 20040616
         1-0.alpha < 1-0.beta
         5.0.7 < 5.0.7.1",
    );
    check_invalid("maven", &["", "1 2", "1\t2"]);
}

#[test]
fn pypi_follows_pep_440() {
    // The ordering list of the packaging project's own tests.
    check_ascending(
        "pypi",
        "1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456
         1.0b2.post345 1.0b2-346 1.0c1.dev456 1.0c1 1.0rc2 1.0c3 1.0 1.0.post456.dev34 1.0.post456
         1.1.dev1 1.2+123abc 1.2+123abc456 1.2+abc 1.2+abc123 1.2+abc123def 1.2+1234.abc 1.2+123456
         1.2.r32+123456 1.2.rev33+123456 1!1.0.dev456 1!1.0a1 1!1.0b2-346 1!1.0 1!1.2.rev33+123456",
    );
    // The normalisations of the same tests.
    check(
        "pypi",
        "1.0dev = 1.0.dev0
         1.0.dev1 = 1.0DEV1
         1.0-dev1 = 1.0_dev1
         1.0a = 1.0a0
         1.0.alpha.1 = 1.0a1
         1.0-ALPHA-1 = 1.0a1
         1.0_beta2 = 1.0b2
         1.0pre1 = 1.0rc1
         1.0-preview-1 = 1.0rc1
         1.0c1 = 1.0rc1
         1.0post = 1.0.post0
         1.0-r4 = 1.0.post4
         1.0-rev4 = 1.0.post4
         1.0-5 = 1.0.post5
         v1.0 = 1.0
         1.0+AbC = 1.0+abc
         1.0+ubuntu-1 = 1.0+ubuntu.1
         1.01 = 1.1
         1.0.0 = 1
         0!1.0 = 1.0
         1.0a00007 = 1.0a7
         1.0apost1 = 1.0a0.post1
         2.0rc1 < 2.0",
    );
    check_invalid(
        "pypi",
        &[
            "french toast",
            "1.0+a+",
            "1.0++",
            "1.0+_foobar",
            "1.0+foo&asd",
            "1.0+1+1",
            "",
            "1.",
            "1!",
            "a",
            "1.0x",
            "1.0--5",
            "2004d",
            "0.1-bulbasaur",
        ],
    );
}

#[test]
fn deb_follows_dpkg() {
    // From the tests of libdpkg and of APT.
    check(
        "deb",
        "0:0-0 = 0:0-00
         0:0-0 = 0:00-0
         00:0-0 = 0:0-0
         1.0 = 1.0-0
         0:1.0-1 = 1.0-1
         1:0-0 > 0:0-0
         0:a-0 < 0:b-0
         0:0-a < 0:0-b
         1:2.3 > 2.3
         7.6p2-4 > 7.6-0
         1.0.3-3 > 1.0-1
         1.3 > 1.2.2-2
         1.3 > 1.2.2
         0-pre = 0-pre
         0-pre < 0-pree
         1.1.6r2-2 > 1.1.6r-1
         2.6b2-1 > 2.6b-2
         98.1p5-1 < 98.1-pre2-b6-2
         0.4a6-2 > 0.4-1
         1:3.0.5-2 < 1:3.0.5.1
         1:0.4 > 10.3
         1:1.25-4 < 1:1.25-8
         0:1.18.36 = 1.18.36
         1.18.36 > 1.18.35
         9:1.18.36:5.4-20 < 10:0.5.1-22
         9:1.18.36:5.4-20 < 9:1.18.36:5.5-1
         9:1.18.36:5.4-20 < 9:1.18.37:4.3-22
         1.18.36-0.17.35-18 > 1.18.36-19
         1:1.2.13-3 < 1:1.2.13-3.1
         2.0.7pre1-4 < 2.0.7r-1
         1.2~rc1 < 1.2
         1.2~rc1~git < 1.2~rc1
         1.2~~ < 1.2~
         1.2~ < 1.2
         1.2 < 1.2a
         1.2a < 1.2+
         1.2+ > 1.2
         1.0-1~deb11u1 < 1.0-1
         1.0-1+deb11u1 > 1.0-1
         3.0.2-0ubuntu1.10 > 3.0.2-0ubuntu1.9
         0:0.9.8c-4 < 0:0.9.8c-4etch3",
    );
    check_invalid("deb", &["", ":1", "a:1", "1.0-", "1.0_1", "1 0", "-1:0", "1.0-a/b", "1:"]);
}

#[test]
fn rpm_follows_rpmvercmp() {
    // tests/rpmvercmp.at of rpm.
    check(
        "rpm",
        "1.0 = 1.0
         1.0 < 2.0
         2.0.1 > 2.0
         2.0.1a > 2.0.1
         5.5p1 < 5.5p2
         5.5p10 > 5.5p1
         10xyz < 10.1xyz
         xyz10 < xyz10.1
         xyz.4 < 8
         xyz.4 < 2
         5.5p2 < 5.6p1
         5.6p1 < 6.5p1
         6.0.rc1 > 6.0
         10b2 > 10a1
         10a2 < 10b2
         1.0a < 1.0aa
         10.0001 = 10.1
         10.0001 < 10.0039
         4.999.9 < 5.0
         20101121 < 20101122
         2.0 = 2_0
         a+ = a_
         +a = _a
         + = _
         1.0~rc1 = 1.0~rc1
         1.0~rc1 < 1.0
         1.0~rc1 < 1.0~rc2
         1.0~rc1~git123 < 1.0~rc1
         1.0^ = 1.0^
         1.0^ > 1.0
         1.0^git1 > 1.0
         1.0^git1 < 1.0^git2
         1.0^git1 < 1.01
         1.0^20160101 < 1.0.1
         1.0^20160101^git1 > 1.0^20160101
         1.0^20160102 > 1.0^20160101^git1
         1.0~rc1^git1 > 1.0~rc1
         1.0^git1~pre < 1.0^git1
         1.0~rc1^git1 < 1.0
         1b.fc17 < 1.fc17
         1g.fc17 > 1.fc17",
    );
    // The last pair by the letters: `b` < `f` < `g`.
    check(
        "rpm",
        "1:1.0-1 > 2.0-1
         0:1.0-1 = 1.0-1
         1.0-1.el8 < 1.0-2.el8
         1.0-1.el8_4 > 1.0-1.el8
         1.1.1k-9.el8 < 1:1.1.1k-9.el8
         4.18.0-348.el8 < 4.18.0-348.2.1.el8_5",
    );
    // A version without release stands for each of its releases.
    check("rpm", "1.0 = 1.0-1 \n 1.0 = 1.0-2 \n 1.0-1 < 1.0-2 \n 1.1 > 1.0-9");
    check_invalid("rpm", &["", "a:1", "1.0-", "1 0", "1:"]);
}

#[test]
fn apk_follows_apk_tools() {
    // From test/version.data of apk-tools.
    check(
        "apk",
        "2.34 > 0.1.0_alpha
         0.1.0_alpha < 0.1.3_alpha
         0.1.0_alpha2 > 0.1.0_alpha
         0.1.0_alpha < 2.2.39-r1
         1.0.4-r3 < 1.0.4-r4
         1.1 > 1.1_alpha1
         1.3_alpha < 1.3_alpha2
         1.2 < 1.3_alpha
         0.8_beta1 < 0.8_beta2
         2.3.0b-r1 < 2.3.0b-r2
         3.10.18-r1 > 2.3.0b-r1
         0.12 < 0.13_beta1
         0.2.0-r1 < 3.1_p16
         3.1_p16 < 3.1_p17
         1.06-r6 < 006
         006 > 1.0.0
         1.2.2-r1 > 1.2.2
         20050718-r1 < 20050718-r2
         2.01.01_alpha10 > 0.94
         0.94 < 1.0
         1.39 > 1.00_beta2
         7.15.1-r1 > 1.02
         1.02 < 1.03-r1
         4.2.52_p2-r1 < 4.2.52_p4-r2
         1.02.07 < 1.02.10-r1
         2.18.3-r10 > 1.05-r18
         2.20.1 < 2.31
         20060720 > 3.0.20060720
         2.5.1-r8 < 2.5.1a-r1
         20040401 > 2.0.0_rc3-r1
         3.0.0-r2 < 021109-r3
         1.24 > 0.9.16-r1
         3.9_pre20060124 > 0.01
         0.01 < 0.06
         6b-r7 > 1.12-r7
         0.10.0 < 0.10.1_rc1
         1.3a > 1.0.2
         0.15.1b < 1.0.1
         1.06-r2 > 0.15.1b-r2
         0.15.1b-r2 > 0.15.1b
         2.1_pre20 < 2.1_pre26
         2.10.1 > 02.08.01b
         2.02.06 < 2.02.10
         1.6d > 1.2.07.8
         1.2.12.04 < 1.2.12.05
         1.07-r1 < 1.07.5
         3.3.17 > 0.59s-r11
         0.59s-r11 < 0.65
         0.20070118 < 0.20070207_rc1
         4.5_p1-r1 > 4.5_p1
         0.9.8c-r1 < 0.9.8d
         2.2.3-r2 < 013
         013 < 014-r1
         5b-r9 > 2.2.10
         1.7 < 1.7b
         1.7b < 1.8.4-r3
         1.8.5 < 1.8.5_p2
         0.98 < 1.00
         2.9.11_pre20051101-r2 < 2.9.11_pre20051101-r3
         2.9.11_pre20051101-r3 > 2.9.11_pre20051101
         1.6.8_p12-r1 > 1.6.8_p9-r2
         104-r11 > 104-r9
         2.12r-r4 < 2.12r-r5
         7.0.17 < 7.0.174
         1.3-r0 < 1.3.1-r0
         1.3_pre1-r1 < 1.3.2
         1.0_p10-r0 > 1.0_p9-r0
         0.1.0_alpha_pre2 < 0.1.0_alpha
         1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
         1.1.1w-r1 > 1.1.1v-r3",
    );
    check_ascending(
        "apk",
        "1.0_alpha 1.0_beta 1.0_pre 1.0_rc 1.0 1.0-r1 1.0~1234abcd 1.0_cvs 1.0_svn 1.0_git 1.0_hg
         1.0_p 1.0_p1 1.0a 1.0.01 1.0.1 1.0.10",
    );
    check_invalid(
        "apk",
        &[
            "",
            "23_foo",
            "1.0bc",
            "1.0-1",
            "1.0-r",
            "1..0",
            "v1",
            "1.0_",
            "1.0-r1-r2",
            "1.0~",
            "1.0a.1",
            "1. 0",
        ],
    );
}

#[test]
fn nuget_ignores_case_and_allows_a_fourth_number() {
    check_ascending(
        "nuget",
        "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-RC 1.0.0 1.0.0.1 1.0.1",
    );
    check(
        "nuget",
        "1.0 = 1.0.0.0
         1 = 1.0
         1.0.0-BETA = 1.0.0-beta
         1.0.0+meta = 1.0.0+other
         1.0.0-alpha.10 > 1.0.0-Alpha.9
         1.01.1 = 1.1.1
         1.0.0.2-rc < 1.0.0.2",
    );
    check_invalid("nuget", &["", "v1.0", "1.0.0.0.0", "1.0.0-", "1.a"]);
}

#[test]
fn gem_follows_rubygems() {
    // From test_gem_version.rb.
    check(
        "gem",
        "1.0 = 1.0.0
         1.0 > 1.0.a
         1.8.2 > 0.0.0
         1.8.2 > 1.8.2.a
         1.8.2.b > 1.8.2.a
         1.8.2.a < 1.8.2
         1.8.2.a10 > 1.8.2.a9
         1.0.0-1 < 1
         1.2.b1 = 1.2.b.1
         1.2.3 = 1.2.3.0
         0.beta.1 = 0.0.beta.1
         0.0.beta < 0.0.beta.1
         0.0.beta < 0.beta.1
         5.a < 5.0.0.rc2
         5.x > 5.0.0.rc2
         1.9.3 < 1.9.3.1
         1.a < 1.0.0
         2.0.0.pre1 < 2.0.0.pre2
         1.0.0-rc1 = 1.0.0.pre.rc1
         3.2.0.rc.2 < 3.2.0",
    );
    check_ascending("gem", "1.0.A 1.0.a 1.0.b 1.0.b1 1.0.b2 1.0.b10 1.0 1.1");
    check_invalid("gem", &["", "junk", "1.", "1..2", "1.2 3.4", ".1", "1.2-", "1_0", "1+2"]);
}

#[test]
fn pub_puts_builds_after_the_version_without_one() {
    // The order of pub_semver's own test.
    check_ascending(
        "pub",
        "1.0.0-alpha 1.0.0-alpha.1 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0-rc.1+build.1 1.0.0 \
         1.0.0+0.3.7 1.3.7+build 1.3.7+build.2.b8f12d7 1.3.7+build.11.e0f985a 2.0.0 2.1.0 2.2.0 \
         2.11.0 2.11.1",
    );
    check(
        "pub",
        "0.12.0+1 < 0.12.0+2 \n 0.12.0+9 < 0.12.0+10 \n 1.0.0+1 < 1.0.0+a \n 1.0.0+a = 1.0.0+a",
    );
    assert_eq!(fix_available("pub", "0.12.0+1", ["0.12.0+2"]), Tri::True);
    check_invalid("pub", &["", "1.2.3+", "1.2.3.4", "one"]);
}

#[test]
fn hex_and_swift_follow_semver() {
    for purl_type in ["hex", "swift"] {
        check_ascending(
            purl_type,
            "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 \
             1.0.0-rc.1 1.0.0 2.0.0 2.1.0 2.1.1 10.0.0",
        );
        check(purl_type, "1.0.0+a = 1.0.0+b \n 2.0.1-dev < 2.0.1 \n v1.2.3 = 1.2.3");
        check_invalid(purl_type, &["", "1.0.0.0", "main", "~> 1.0"]);
    }
}

#[test]
fn conan_compares_item_by_item() {
    check_ascending(
        "conan",
        "0.9 1-alpha 1-alpha.1 1-beta 1 1+1 1+2 1.1.1 1.1.2 1.2 1.10 2 2.0.1 10.0",
    );
    check(
        "conan",
        "1 = 1.0.0 \n 1.2 = 1.2.0 \n 1.1.t < 1.1.w \n 3.0.8 < 3.0.13 \n cci.20200203 < cci.20210301 \n 1.2.3.4 < 1.2.3.5",
    );
    // Conan compares these as texts, in a circle.
    for (a, b) in [("1.1.1", "1.1.1w"), ("system", "1.0"), ("1.a", "1.2")] {
        assert_eq!(version::compare("conan", a, b), None, "{a} {b}");
    }
    check_invalid("conan", &["", "1..2", "1.A", "[>=1.0]", "1 2", "1-", "+1"]);
}

#[test]
fn types_without_rules_compare_strict_semver_or_equality() {
    for purl_type in ["bitnami", "generic", "oci", "github", "alpm", ""] {
        check(purl_type, "1.2.3 < 1.10.0 \n 1.0.0-rc.1 < 1.0.0 \n abc = abc \n 1.2 = 1.2");
        for (a, b) in [
            ("1.2", "1.3"),
            ("v1.0.0", "1.0.1"),
            ("01.0.0", "1.0.0"),
            ("a", "b"),
            ("1.0.0-01", "1.0.0"),
        ] {
            assert_eq!(version::compare(purl_type, a, b), None, "{purl_type}: {a} {b}");
        }
    }
}

#[test]
fn schemes_are_found_by_purl_type_in_any_case() {
    assert_eq!(Scheme::of("PyPI"), Scheme::Pypi);
    assert_eq!(Scheme::of("golang"), Scheme::Go);
    assert_eq!(Scheme::of("cocoapods"), Scheme::Generic);
    assert!(Scheme::Deb.is_valid("1:2.3-4") && !Scheme::Deb.is_valid("1_0"));
}

#[test]
fn the_epoch_of_a_purl_goes_in_front_unless_the_version_has_one() {
    assert_eq!(version::with_epoch("1.1.1k-9.el8", Some("1")), "1:1.1.1k-9.el8");
    assert_eq!(version::with_epoch("2:1.0-1", Some("1")), "2:1.0-1");
    assert_eq!(version::with_epoch("1.0-1", None), "1.0-1");
    assert_eq!(version::with_epoch("1.0-1", Some("x")), "1.0-1");
}
