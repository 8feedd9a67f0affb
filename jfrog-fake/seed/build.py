#!/usr/bin/env python3
"""Rebuilds the demo images in this directory from genuine packages, then lets syft describe them.

usage: build.py INPUT_DIR SYFT     (see README.md for how INPUT_DIR is filled)

The layers keep each package's own metadata (dpkg control files, copyright files, META-INF of jars,
package.json) and leave the payload out, so that an image is a few dozen kilobytes and yet looks to a
software composition tool exactly like the real one.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CREATED = "2026-10-05T08:30:00Z"
MTIME = 1791189000  # CREATED, so that a rebuild gives the same digests
DOCKER = {
    "manifest": "application/vnd.docker.distribution.manifest.v2+json",
    "config": "application/vnd.docker.container.image.v1+json",
    "layer": "application/vnd.docker.image.rootfs.diff.tar.gzip",
}
OCI = {
    "manifest": "application/vnd.oci.image.manifest.v1+json",
    "config": "application/vnd.oci.image.config.v1+json",
    "layer": "application/vnd.oci.image.layer.v1.tar+gzip",
}


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer(files):
    """A gzipped tar of {path: bytes}; returns (bytes, diff id)."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        folders = {str(p) for path in files for p in Path(path).parents if str(p) != "."}
        for name in sorted(folders):
            info = tarfile.TarInfo(name + "/")
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o755, MTIME
            tar.addfile(info)
        for name in sorted(files):
            info = tarfile.TarInfo(name)
            if isinstance(files[name], str):  # a symbolic link
                info.type, info.linkname, info.mode, info.mtime = tarfile.SYMTYPE, files[name], 0o777, MTIME
                tar.addfile(info)
                continue
            info.size, info.mode, info.mtime = len(files[name]), 0o644, MTIME
            tar.addfile(info, io.BytesIO(files[name]))
    return gzip.compress(raw.getvalue(), 9, mtime=0), sha256(raw.getvalue())


def deb(path):
    """(control paragraph with its status line, files worth keeping) of a .deb."""
    control = subprocess.run(["dpkg-deb", "-f", path], check=True, capture_output=True, text=True).stdout
    name = next(l.split(": ")[1] for l in control.splitlines() if l.startswith("Package: "))
    with tempfile.TemporaryDirectory() as tmp:
        subprocess.run(["dpkg-deb", "-x", path, tmp], check=True)
        keep = {}
        for wanted in [f"usr/share/doc/{name}/copyright", "usr/lib/os-release", "etc/debian_version"]:
            file = Path(tmp, wanted)
            if file.is_file():
                keep[wanted] = file.read_bytes()
        doc = Path(tmp, f"usr/share/doc/{name}")
        if doc.is_symlink():
            keep[f"usr/share/doc/{name}"] = os.readlink(doc)
    return name, control.replace("\n", "\nStatus: install ok installed\n", 1), keep


def debian(paths, status="var/lib/dpkg/status"):
    files, paragraphs = {}, []
    for path in sorted(paths):
        _, control, keep = deb(path)
        paragraphs.append(control)
        files.update(keep)
    files[status] = "\n".join(paragraphs).encode()
    return files


def jar(entries):
    """A jar of {path: bytes}, stored, so that the layer's gzip does the compressing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries, key=lambda n: (n != "META-INF/MANIFEST.MF", n)):
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 5, 8, 30, 0)), entries[name])
    return out.getvalue()


def metadata_of(path):
    """The META-INF part of a genuine jar: who it is, what it contains, its licence."""
    with zipfile.ZipFile(path) as archive:
        keep = {
            n: archive.read(n)
            for n in archive.namelist()
            if n == "META-INF/MANIFEST.MF" or n.endswith(("/pom.properties", "META-INF/LICENSE", "META-INF/NOTICE"))
        }
    return jar(keep)


def application(group, artifact, version, nested):
    manifest = f"Manifest-Version: 1.0\r\nImplementation-Title: {artifact}\r\nImplementation-Version: {version}\r\n\r\n"
    properties = f"artifactId={artifact}\ngroupId={group}\nversion={version}\n"
    return jar({
        "META-INF/MANIFEST.MF": manifest.encode(),
        f"META-INF/maven/{group}/{artifact}/pom.properties": properties.encode(),
        **nested,
    })


def image(name, tag, types, layers, config, out):
    """Writes config and manifest; returns the blobs by digest and the manifest."""
    body = {
        "created": CREATED,
        "architecture": "amd64",
        "os": "linux",
        "config": config,
        "rootfs": {"type": "layers", "diff_ids": [diff for _, diff in layers]},
        "history": [{"created": CREATED, "created_by": "seed/build.py"} for _ in layers],
    }
    config_bytes = json.dumps(body, separators=(",", ":")).encode()
    manifest = {
        "schemaVersion": 2,
        "mediaType": types["manifest"],
        "config": {"mediaType": types["config"], "size": len(config_bytes), "digest": sha256(config_bytes)},
        "layers": [{"mediaType": types["layer"], "size": len(data), "digest": sha256(data)} for data, _ in layers],
    }
    manifest_bytes = json.dumps(manifest, indent=2).encode()
    stem = name.split("/")[-1]
    (out / f"{stem}.config.json").write_bytes(config_bytes)
    (out / f"{stem}.manifest.json").write_bytes(manifest_bytes)
    blobs = {sha256(data): data for data, _ in layers}
    blobs[sha256(config_bytes)] = config_bytes
    return blobs, manifest_bytes, types["manifest"], f"{name}:{tag}"


def describe(syft, built, out, catalogers):
    """Runs syft over an OCI layout of the image and keeps its CycloneDX and SPDX documents."""
    blobs, manifest, media_type, reference = built
    name, tag = reference.split(":")
    stem = name.split("/")[-1]
    with tempfile.TemporaryDirectory() as tmp:
        layout = Path(tmp, "layout")
        (layout / "blobs/sha256").mkdir(parents=True)
        for digest, data in {**blobs, sha256(manifest): manifest}.items():
            (layout / "blobs/sha256" / digest.split(":")[1]).write_bytes(data)
        (layout / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        (layout / "index.json").write_text(json.dumps({
            "schemaVersion": 2,
            "manifests": [{"mediaType": media_type, "size": len(manifest), "digest": sha256(manifest)}],
        }))
        env = {**os.environ, "SYFT_FILE_METADATA_SELECTION": "none", "SYFT_CHECK_FOR_APP_UPDATE": "false",
               "SYFT_FORMAT_PRETTY": "false"}
        subprocess.run(
            [syft, "scan", f"oci-dir:{layout}", "--source-name", name, "--source-version", sha256(manifest),
             "--override-default-catalogers", catalogers,
             "-o", f"cyclonedx-json@1.6={out / (stem + '.cdx.json')}",
             "-o", f"spdx-json@2.3={out / (stem + '.spdx.json')}"],
            check=True, env=env)


def main():
    source, syft = Path(sys.argv[1]), sys.argv[2]
    debs = {p.name.split("_")[0]: str(p) for p in (source / "deb").glob("*.deb")}
    jars = source / "jars"
    base = layer(debian(v for k, v in debs.items() if k != "zlib1g"))

    logging = {f"lib/{n}": metadata_of(jars / n) for n in
               ["log4j-api-2.14.1.jar", "log4j-core-2.14.1.jar", "log4j-slf4j-impl-2.14.1.jar"]}
    service = application("com.example.shop", "checkout-service", "2.0.1", {
        "BOOT-INF/lib/audit-trail-1.3.0.jar": application("com.example.shop", "audit-trail", "1.3.0", logging),
        **{f"BOOT-INF/lib/{n}": metadata_of(jars / n) for n in
           ["h2-1.4.200.jar", "postgresql-42.2.8.jar", "snakeyaml-1.27.jar"]},
    })
    checkout = layer({
        **debian([debs["zlib1g"]], "var/lib/dpkg/status.d/zlib1g"),
        "app/checkout-service-2.0.1.jar": service,
    })
    app = source / "npmapp"
    storefront = layer({
        "app/package.json": (app / "package.json").read_bytes(),
        "app/package-lock.json": (app / "package-lock.json").read_bytes(),
    })

    for stem, (data, _) in {"base": base, "checkout": checkout, "storefront": storefront}.items():
        (HERE / f"{stem}.layer.tar.gz").write_bytes(data)
    labels = lambda title: {"Labels": {"org.opencontainers.image.title": title, "team": "shop"}}
    describe(syft, image("shop/checkout", "2.0.1", DOCKER, [base, checkout],
                         {"Cmd": ["java", "-jar", "/app/checkout-service-2.0.1.jar"], **labels("checkout")}, HERE),
             HERE, "dpkg-db-cataloger,java-archive-cataloger")
    describe(syft, image("shop/storefront", "1.4.2", OCI, [base, storefront],
                         {"Cmd": ["node", "/app"], **labels("storefront")}, HERE),
             HERE, "dpkg-db-cataloger,javascript-lock-cataloger")
    image("shop/reports", "0.9.0", OCI, [base], {"Cmd": ["/bin/sh"], **labels("reports")}, HERE)


if __name__ == "__main__":
    main()
