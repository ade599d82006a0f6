# shellcheck shell=bash
# What run, test and quittance share. Sourced by them, with $root set to the checkout.
root=${root:?}

# One line for each argument, to standard error: standard output belongs to the program that is started.
say() { printf '%s\n' "$@" >&2; }
fail() { say "$@"; exit 1; }

# dotnet and NuGet keep files in the home folder; an account without one gets it in artifacts/.
if [[ ! -w ${HOME:-/nonexistent} ]]; then
    export HOME="$root/artifacts/home"
    mkdir -p "$HOME"
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Leave no build processes behind: they would outlive a container's step and hold its memory.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Puts dotnet on the PATH, also where Microsoft's install script leaves it without saying so to the shell.
find_dotnet() {
    command -v dotnet >/dev/null && return
    local folder
    for folder in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet /opt/dotnet; do
        if [[ -n $folder && -x $folder/dotnet ]]; then
            export PATH="$folder:$PATH" DOTNET_ROOT="$folder"
            return
        fi
    done
    fail "Quittance needs the .NET 10 SDK, and there is no dotnet on the PATH." \
        "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."
}

# Building needs an SDK of the version in global.json; dotnet itself knows whether there is one.
need_sdk() {
    (cd "$root" && dotnet --version >/dev/null 2>&1) && return
    say "Quittance needs the .NET 10 SDK. Here are only:"
    dotnet --list-sdks >&2 || true
    fail "Install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again."
}

# True if the server will find PostgreSQL's programs; looks where PostgresBinaries.cs looks.
have_postgres() {
    [[ -n ${QUITTANCE_PG_BIN:-} ]] && return # The server checks it and says what is wrong with it.
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null
}

# Installs packages of Debian or Ubuntu if we may do so without asking anybody; else says so by failing.
install_packages() {
    command -v apt-get >/dev/null || return 1
    local -a as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    say "Installing $* ..."
    local -a apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
    # Lists may be absent (a fresh container) or too old (404): then update, and try once more.
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2 && return
    "${apt[@]}" update </dev/null >&2 || true
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2
}

# The package would make a cluster "main" and start it on port 5432. We want its programs only, so for the time of the
# installation, and only then, its own switch for that is off. Clusters that exist are not touched.
install_postgres() {
    local switch=/etc/postgresql-common/createcluster.d/quittance.conf
    local -a as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    "${as_root[@]}" mkdir -p "${switch%/*}" 2>/dev/null || return 1
    printf 'create_main_cluster = false\n' | "${as_root[@]}" tee "$switch" >/dev/null
    local result=0
    install_packages postgresql || result=$?
    "${as_root[@]}" rm -f "$switch"
    return "$result"
}

need_postgres() {
    have_postgres && return
    if command -v apt-get >/dev/null && install_postgres && have_postgres; then
        return
    fi
    fail "Quittance needs PostgreSQL's programs, and they are not on this machine." \
        "Install them:    sudo apt-get install -y postgresql" \
        "or name them:    QUITTANCE_PG_BIN=/path/to/postgresql/bin" \
        "or use a server: QUITTANCE_DATABASE='Host=...;Username=...;Password=...;Database=...'"
}

# The build that the scripts make and use. Debug is left to editors.
configuration=Release
stamp="$root/artifacts/server.stamp"
server="$root/artifacts/bin/Quittance.Server/release/Quittance.Server.dll"

simulator_stamp="$root/artifacts/simulator.stamp"
simulator="$root/artifacts/bin/Quittance.Simulator/release/Quittance.Simulator.dll"

# is_current PROGRAM STAMP FOLDER: true if nothing that the program is made of is younger than its build. Folders count too:
# a deleted file shows there.
is_current() {
    [[ -f $1 && -f $2 ]] || return 1
    local younger
    younger=$(cd "$root" && find "$3" Directory.Build.props Directory.Packages.props global.json -newer "$2" -print -quit)
    [[ -z $younger ]]
}

# Runs a build and, if it succeeds, dates it from before it began: what is saved meanwhile is built next time.
with_stamp() {
    mkdir -p "$root/artifacts"
    touch "$stamp.new"
    "$@" || return
    mv "$stamp.new" "$stamp"
}

build_server() { build_program "$server" "$stamp" src; }

build_simulator() {
    local stamp=$simulator_stamp
    build_program "$simulator" "$stamp" src/Quittance.Simulator
}

# build_program PROGRAM STAMP FOLDER: builds it unless its build is current. Two scripts at once: the second waits for the first.
build_program() {
    is_current "$@" && return
    need_sdk
    mkdir -p "$root/artifacts"
    local name
    name=$(basename "$1" .dll)
    (
        flock 9
        is_current "$@" && exit
        say "Building Quittance (about half a minute the first time) ..."
        # Not ahead-of-time (ReadyToRun): it starts half a second sooner each time, but its build takes twice as long
        # and fetches a compiler; who tries the product waits for the first start.
        # The analyzers are for those who change the code; ./test has them on.
        log=$(with_stamp dotnet build "$root/src/$name/$name.csproj" --configuration "$configuration" --nologo --verbosity quiet \
            -p:RunAnalyzers=false -p:UseSharedCompilation=false </dev/null 2>&1 9>&-) || { say "$log"; fail "The build failed."; }
    ) 9>"$root/artifacts/build.lock"
}
