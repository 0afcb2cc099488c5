"""No container engine runs in the tests, so what the files name is looked up where it has to exist."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery.bin.celery import celery as celery_commands
from django.core.management import get_commands

from marketplace.celery import app
from marketplace.local import processes
from marketplace.local.folders import BASE_DIR
from marketplace.local.model_services import CHAT_GGUF, EMBEDDING_GGUF
from marketplace.serve import MAX_BODY

COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker" / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "docker" / "Dockerfile").read_text().replace("\\\n", " ")
OURS = sorted(name for name, service in SERVICES.items() if service["image"] == "overlooked-site")
# They name its files and its Ollama, show its mails, or are for development.
FOR_ONE_MACHINE = {"DATA_DIR", "DEBUG", "FIND_OLLAMA", "MAIL_KEY", "MAIL_PAGE", "SEED"}
SETTINGS = ("settings.py", "limits.py", "sign_in.py", "api/settings.py")
WORKERS = sorted(name for name in OURS if "worker" in SERVICES[name].get("command", []))


def read_by_settings() -> set[str]:
    """The names of every variable that settings or the catalogue read."""
    parsed = [ast.parse((BASE_DIR / "marketplace" / name).read_text()) for name in SETTINGS]
    nodes = (node for tree in parsed for node in ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func))]
    names = {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}
    catalogue = (BASE_DIR / "evaluations" / "prototypes" / "catalogue.toml").read_text()
    return {str(name) for name in names} | set(re.findall(r"OVERLOOKED_\w+", catalogue))


def copied(stage: str) -> list[str]:
    """What a stage copies from the repository."""
    body = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)
    lines = next(part for part in body if part.splitlines()[0].endswith(f" AS {stage}")).splitlines()
    words = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from=" not in line]
    return [path for paths in words for path in paths]


def test_every_part_of_the_site_is_there() -> None:
    assert set(SERVICES) == {
        *("front", "migrate", "web", "quick-worker", "chat-worker", "beat"),
        *("postgres", "redis", "chat-model", "embedding-model"),
    }


@pytest.mark.parametrize("name", OURS)
def test_every_variable_that_the_site_reads_is_passed_on_and_no_other(name: str) -> None:
    assert set(SERVICES[name]["environment"]) == read_by_settings() - FOR_ONE_MACHINE


def test_every_variable_of_the_readme_is_passed_on() -> None:
    readme = (BASE_DIR / "README.md").read_text()
    named = {
        name for row in re.findall(r"^\| (`[A-Z].*?) \|", readme, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    text = (BASE_DIR / "docker" / "compose.yaml").read_text()
    of_make = {"DEMO_PASSWORD", "START_PATIENCE", *FOR_ONE_MACHINE}  # of the seed, which compose does not post
    assert [name for name in sorted(named - of_make) if not re.search(rf"\b{name}\b", text)] == []


def test_secrets_have_no_default() -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        assert ":?" in SERVICES["web"]["environment"][name]
    for name in ("POSTGRES_PASSWORD", "SITE_DATABASE_PASSWORD"):
        assert ":?" in SERVICES["postgres"]["environment"][name]


def test_mails_are_never_printed_into_logs() -> None:
    assert ":?" in SERVICES["web"]["environment"]["EMAIL_URL"]  # so nobody gets one that prints by default
    assert "console" not in (BASE_DIR / "docker" / "compose.yaml").read_text()


def test_site_is_no_superuser_of_its_database() -> None:
    script = (BASE_DIR / "docker" / "make-site-database.sh").read_text()
    assert "POSTGRES_USER" not in SERVICES["postgres"]["environment"]
    assert "CREATE ROLE overlooked LOGIN PASSWORD" in script and "SUPERUSER" not in script
    assert "CREATE DATABASE overlooked OWNER overlooked" in script and "CREATE EXTENSION vector" in script
    assert "postgresql://overlooked:" in SERVICES["web"]["environment"]["DATABASE_URL"]


@pytest.mark.parametrize("name", SERVICES)
def test_container_can_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] and service["tmpfs"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] and service["pids_limit"] and service["logging"]["options"]["max-size"]
    assert set(service.get("cap_add", [])) <= {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}


def test_only_the_front_can_be_reached_and_what_is_kept_cannot_be_reached_from_it() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert COMPOSE["networks"]["back"]["internal"]
    assert SERVICES["front"]["networks"] == ["edge"]
    for name in ("postgres", "redis", "chat-model", "embedding-model"):
        assert SERVICES[name]["networks"] == ["back"]


def test_what_the_front_itself_answers_has_headers_and_the_sites_own_are_not_doubled() -> None:
    front = (BASE_DIR / "docker" / "nginx.conf").read_text()
    for header, mapped in (("X-Content-Type-Options", "own_types"), ("Content-Security-Policy", "own_policy")):
        upstream = f"upstream_http_{header.lower().replace('-', '_')}"
        assert f"add_header {header} ${mapped} always;" in front
        assert re.search(rf'map \${upstream} \${mapped} {{\s+default "";\s+"" \S', front)
    assert front.count("add_header") == 2  # one inside a location would take away those above


def test_front_passes_on_to_the_port_of_the_web() -> None:
    front = (BASE_DIR / "docker" / "nginx.conf").read_text()
    served = re.search(r"proxy_pass http://web:(\d+);", front)
    assert served and f'"0.0.0.0:{served[1]}"' in DOCKERFILE
    assert f"client_max_body_size {MAX_BODY // 1_000_000}m;" in front


@pytest.mark.parametrize("name", WORKERS)
def test_worker_says_how_it_is(name: str) -> None:
    lane = SERVICES[name]["command"][SERVICES[name]["command"].index("--queues") + 1]
    assert f"inspect ping --timeout 15 --destination {lane}@" in SERVICES[name]["healthcheck"]["test"][1]


@pytest.mark.parametrize(
    ("variable", "service", "port"), [("DATABASE_URL", "postgres", 5432), ("REDIS_URL", "redis", 6379)]
)
def test_addresses_name_a_service(variable: str, service: str, port: int) -> None:
    assert re.search(rf"[@/]{service}:{port}/", SERVICES["web"]["environment"][variable])


@pytest.mark.parametrize("lane", ["chat", "embedding"])
def test_model_addresses_name_a_model_server_and_its_port(lane: str) -> None:
    command = SERVICES[f"{lane}-model"]["command"]
    port = command[command.index("--port") + 1]
    assert SERVICES["web"]["environment"][f"OVERLOOKED_{lane.upper()}_URL"] == f"http://{lane}-model:{port}/v1"


def test_model_servers_serve_files_that_the_image_is_given() -> None:
    served = {SERVICES[name]["command"][1] for name in ("chat-model", "embedding-model")}
    assert served == {f"/models/{CHAT_GGUF}", f"/models/{EMBEDDING_GGUF}"}
    assert "python -m marketplace.local.export_weights /models" in DOCKERFILE
    assert "COPY --from=weights /models /models" in DOCKERFILE


def test_every_lane_of_the_clock_has_one_worker() -> None:
    lanes = {entry["options"]["queue"] for entry in app.conf.beat_schedule.values()}
    served = [SERVICES[name]["command"][SERVICES[name]["command"].index("--queues") + 1] for name in WORKERS]
    assert sorted(served) == sorted(lanes)


@pytest.mark.parametrize("name", [*WORKERS, "beat"])
def test_celery_is_told_the_app_and_options_it_knows(name: str) -> None:
    celery, *arguments = SERVICES[name]["command"]
    assert celery == "celery"
    assert arguments[:2] == ["--app", "marketplace.celery"]
    options = {option for parameter in command_of(arguments[2]).params for option in parameter.opts}
    assert {argument for argument in arguments[3:] if argument.startswith("--")} <= options


def command_of(name: str) -> Any:
    return celery_commands.commands[name]


def test_management_commands_exist() -> None:
    text = DOCKERFILE + " ".join(SERVICES["migrate"]["command"])
    named = re.findall(r"manage\.py (\w+)", text)
    assert set(named) == {"migrate", "derive", "load_catalogue", "collectstatic"}
    assert set(named) <= set(get_commands())


@pytest.mark.parametrize("stage", ["packages", "weights", "site"])
def test_everything_copied_exists(stage: str) -> None:
    paths = copied(stage)
    assert paths
    assert [path for path in paths if not (BASE_DIR / path).exists()] == []


def test_the_site_image_holds_every_app_and_template() -> None:
    assert {"manage.py", "marketplace", "ideas", "evaluations", "templates"} <= set(copied("site"))


def test_targets_and_dependencies_and_volumes_exist() -> None:
    stages = re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, flags=re.MULTILINE)
    for service in SERVICES.values():
        if "build" in service:
            assert service["build"]["target"] in stages
            assert (BASE_DIR / "docker" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for other, wish in service.get("depends_on", {}).items():
            waits_for_health = wish["condition"] == "service_healthy"
            checked = (
                "test" in SERVICES[other].get("healthcheck", {}) or "build" in SERVICES[other]
            )  # else by its image
            assert not waits_for_health or checked
        for volume in service.get("volumes", []):
            source = re.sub(r"\$\{\w+:-(.+?)\}", r"\1", volume).split(":")[0]
            ours = source.startswith(".")
            assert (BASE_DIR / "docker" / source).is_file() if ours else source in COMPOSE["volumes"]


def test_no_container_of_ours_is_root_and_each_says_how_it_is() -> None:
    for stage in ("site", "models"):
        body = DOCKERFILE.split(f" AS {stage}\n")[1].split("\nFROM ")[0]
        assert re.findall(r"^USER (\S+)$", body, flags=re.MULTILINE) == ["10001"]
        assert "HEALTHCHECK" in body
    health = re.search(r'CMD \["python", "(\S+)"\]', DOCKERFILE)
    assert health and (BASE_DIR / health[1]).is_file()


def test_images_are_pinned_to_a_version() -> None:
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, flags=re.MULTILINE)
    images += [service["image"] for service in SERVICES.values() if "build" not in service]
    assert [image for image in images if not re.search(r":\S*\d", image)] == []


def test_the_web_process_runs_as_on_one_machine() -> None:
    served = re.search(r"^CMD \[(.+)\]$", DOCKERFILE, flags=re.MULTILINE)
    assert served
    words = ast.literal_eval(f"[{served[1]}]")
    assert words[1:-1] == list(processes.web(8000).command[1:-1]) == ["-m", "marketplace.serve"]


def test_ignored_files_stay_out_of_the_images() -> None:
    ignored = (BASE_DIR / "docker" / "Dockerfile.dockerignore").read_text().split()
    assert {".venv", ".data", ".git"} <= set(ignored)
    assert not Path(BASE_DIR / ".dockerignore").exists()  # one list, beside the file it is for


@pytest.mark.parametrize("stage", ["weights", "site"])
def test_licences_go_with_every_image(stage: str) -> None:
    """The image of the models gets what the stage `weights` has exported."""
    assert {"LICENSE", "docs/licences.md"} <= set(copied(stage))
