# Sourced by the launchers in this folder: builds the module if its jar is missing or older than its sources, then runs it.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

die() {
    echo "$*" >&2
    exit 1
}

find_java() {
    java=java
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
    fi
    command -v "$java" >/dev/null || die "maskstream needs Java 17 or newer, but there is no $java: install a JDK (for example Debian's openjdk-17-jdk) or set JAVA_HOME."
    local version
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 17 ] || die "maskstream needs Java 17 or newer, but $java is Java ${version:-of an unknown version}: install a newer JDK or set JAVA_HOME."
}

build() { # MODULE
    command -v "${java}c" >/dev/null || die "Building maskstream needs a JDK, but ${java}c is missing: install one (for example Debian's openjdk-17-jdk) or set JAVA_HOME."
    command -v mvn >/dev/null || die "Building maskstream needs Maven 3.8 or newer, but there is no mvn: install it (for example Debian's maven)."
    local version
    version=$(mvn --version | sed -n 's/.*Apache Maven \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
    version=${version:-0 0}
    [ "${version% *}" -gt 3 ] || [ "${version% *}${version#* }" -ge 38 ] ||
        die "Building maskstream needs Maven 3.8 or newer, but mvn is version ${version/ /.}: install a newer one."
    echo "Building $1. The first build downloads libraries, which takes a few minutes." >&2
    local start=$SECONDS
    (cd "$root" && mvn -B -Dstyle.color=never -DskipTests -Dspotless.check.skip=true package -pl "$1" -am </dev/null) | progress >&2 ||
        die "The build failed; the lines above say why."
    echo "Built in $((SECONDS - start)) s." >&2
}

# Filters Maven's output: shows each module, every 50th downloaded file, and all errors.
progress() {
    local line downloaded=0
    while IFS= read -r line; do
        case $line in
            "[ERROR]"* | "[FATAL]"*) echo "$line" ;;
            "[INFO] Building "*"["*/*"]") echo "  ${line#"[INFO] Building "}" | tr -s ' ' ;;
            *"Downloaded from "*)
                downloaded=$((downloaded + 1))
                [ $((downloaded % 50)) -ne 0 ] || echo "  $downloaded files downloaded"
                ;;
        esac
    done
}

# Replaces this shell with the main class of a module's jar. The folders are those of the module and its dependencies.
run() { # "FOLDER..." JAR CLASS ARGUMENT...
    local folders=$1 jar=$root/$2 class=$3 folder
    shift 3
    find_java
    local sources=("$root/pom.xml")
    for folder in $folders; do
        sources+=("$root/$folder/pom.xml" "$root/$folder/src/main")
    done
    if [ ! -e "$jar" ] || [ -n "$(find "${sources[@]}" -newer "$jar" | head -n 1)" ]; then
        build "${folders##* }"
        touch "$jar" # Maven does not rewrite a jar whose content has not changed.
    fi
    # Hides TensorFlow's log lines about the hardware and custom gradients.
    export TF_CPP_MIN_LOG_LEVEL=${TF_CPP_MIN_LOG_LEVEL:-2}
    # shellcheck disable=SC2086 # JAVA_OPTS holds several options.
    exec "$java" -XX:+ExitOnOutOfMemoryError -Dmaskstream.home="$root" ${JAVA_OPTS:-} -cp "$jar" "$class" "$@"
}
