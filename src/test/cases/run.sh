#!/usr/bin/env bash
# Does to the packaged server what has hurt users of servers like it, one thing after the other, and
# looks whether the right thing comes of it:
#
#   mvn -q -DskipTests package && src/test/cases/run.sh [NAME...]
#
# Prints a line for each, "ok", "FAILED" or "left out", its name, and what was seen; ends with 1 when
# one failed. --list prints the names. It needs bash, curl and a JDK; for the cases about PostgreSQL
# also what the tests run it with, which Maven has fetched. It uses loopback addresses only and ends
# everything that it starts. To be set from outside:
#   APP       the packaged server                               (target/app)
#   PORT      the first of some 12 ports in a row that are free (28080)
#   PATIENCE  how many seconds a server may take to start       (60)
set -u
shopt -s nullglob

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROJECT=$(cd "$HERE/../../.." && pwd)
APP=$(cd "${APP:-$PROJECT/target/app}" 2>/dev/null && pwd) \
  || { echo "There is no packaged server: run mvn -q -DskipTests package, or set APP." >&2; exit 2; }
JAR=$APP/gorgias-smartrr.jar
PORT=${PORT:-28080}
PATIENCE=${PATIENCE:-60}
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

MANAGEMENT_PORT=$((PORT + 1)) SMARTRR_PORT=$((PORT + 2)) OTHER_PORT=$((PORT + 3)) POSTGRES_PORT=$((PORT + 4))
TLS_PORT=$((PORT + 5)) OTHER_TLS_PORT=$((PORT + 6)) FREE_PORT=$((PORT + 11))
SERVER=http://127.0.0.1:$PORT
DOOR=$SERVER/gorgias/acme
MANAGEMENT=http://127.0.0.1:$MANAGEMENT_PORT
SMARTRR=http://127.0.0.1:$SMARTRR_PORT
SECRET=0123456789abcdef0123456789abcdef
KIM=kim@example.com
WORK=$(mktemp -d)
chmod 755 "$WORK"

# --- What a case is made of ---------------------------------------------------------------------

fail() { echo "$*"; exit 1; }
leave_out() { echo "$*"; exit 2; }

# Ends the case as well.
good() { echo "$*"; exit 0; }

# A folder of the case's own, with the shipped routes and settings, and the settings of no store.
fresh() {
  cp -r "$PROJECT/routes" "$PROJECT/application.properties" .
  local name
  for name in ${!STORE*} ${!LEDGER*} ${!CONSOLE*} ${!CAMEL_*} ${!SMARTRR_*} ${!GORGIAS_*} ${!LOOKUP_*} \
    ${!PUBLIC_*} ${!SANDBOX_*} JAVA_TOOL_OPTIONS; do
    case $name in SMARTRR_PORT) ;; *) unset "$name" ;; esac
  done
  export CAMEL_SERVER_HOST=127.0.0.1 CAMEL_SERVER_PORT=$PORT CAMEL_MANAGEMENT_PORT=$MANAGEMENT_PORT
}

# The store acme, whose Smartrr is at this address; at none by default.
own_store() {
  export STORES=acme STORE_ACME_SMARTRR_URL=${1:-http://127.0.0.1:$FREE_PORT} \
    STORE_ACME_SMARTRR_TOKEN=token-of-the-cases STORE_ACME_SECRET=$SECRET
}

# A file of settings like a store's: store_file FILE [PREFIX], with what stands before the settings.
store_file() {
  mkdir -p "$(dirname "$1")"
  printf '%bstore.acme.smartrr.token=t-o-k-e-n\nstore.acme.secret=%s\nstore.acme.smartrr.url=http://127.0.0.1:%s\n' "${2:-}" $SECRET "$FREE_PORT" > "$1"
}

# Notes which process is to be ended with the case.
started() { echo "$1" >> "$WORK/started"; }

# Starts the server of this folder with these options of the JVM.
launch() {
  : > out
  "$JAVA" "$@" -jar "$JAR" > out 2>&1 &
  server=$!
  started $server
}

is_running() { kill -0 "$1" 2>/dev/null; }

# Repeats a command until it succeeds, for so many seconds at most.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.1
  done
}

says() { grep -q -e "$1" "${2:-out}"; }
listens_or_ended() { says 'Listening on' || ! is_running "$server"; }
last_words() { grep -v -e '^[[:space:]]*at ' -e '^[[:space:]]*$' out | tail -1 | cut -c1-200; }

await_start() { within "$PATIENCE" listens_or_ended; }

# Starts the server and waits until it listens.
start() {
  launch "$@"
  await_start && says 'Listening on' || fail "no start: $(last_words)"
}

# Starts it where it is to end at once; fails when it goes on.
start_refused() {
  launch "$@"
  await_start
  ! says 'Listening on' || fail "it starts: $(last_words)"
  ! is_running "$server" || fail "it neither starts nor ends"
  ! grep -q '^[[:space:]]at ' out || fail "a stack trace: $(last_words)"
}

stop() {
  kill -TERM "$server" 2>/dev/null
  within 20 ended "$server" || kill -KILL "$server"
}
ended() { ! is_running "$1"; }

# A partner that misbehaves: stub PORT MODE [WORD ...]; what it is asked is in stub-PORT.
stub() {
  "$JAVA" -XX:TieredStopAtLevel=1 -Xmx96m -cp "$WORK/classes" Stub "$@" > "stub-$1" 2>&1 &
  started $!
  within 30 says '^ready' "stub-$1" || fail "the stub doesn't start: $(tail -1 "stub-$1")"
}

run_command() { "$JAVA" -XX:TieredStopAtLevel=1 -Xmx96m -jar "$JAR" "$@"; }

ask() { curl -s -g -m 10 "$@"; }
look() { ask -H "x-store-secret: $SECRET" "$DOOR/widget?email=$1"; }
health() { ask "$MANAGEMENT/observe/health"; }
status() { ask -o /dev/null -w '%{http_code}' "$@"; }
health_is() { [ "$(health | grep -o '"status" *: *"[A-Z]*"' | head -1 | grep -o '[A-Z]*"$')" = "$1\"" ]; }
text() { grep -o "\"$1\":\"[^\"]*\"" | sed 's/^[^:]*:"//; s/"$//'; }
short() { tr -d '\n' | cut -c1-160; }

# What an agent reads of an answer.
notice() { text notice | head -1; }

# The same once subscriptions are in it: a slow machine may answer late at first.
shown() {
  local answer
  has_buttons() { answer=$(look "$1"); grep -q press_token <<< "$answer"; }
  within 20 has_buttons "$1"
  printf '%s' "$answer"
}

# The form of a button on the n-th subscription of a look-up's answer.
form() {
  local data=$1 n=${2:-1} ids
  ids=$(grep -o '"id":"[^"]*","customer_id":"[^"]*"' <<< "$data" | sed -n "${n}p")
  printf 'subscription_id=%s&customer_id=%s&press_token=%s&ticket_id=7&agent=robin@example.com' \
    "$(text id <<< "$ids")" "$(text customer_id <<< "$ids")" "$(text press_token <<< "$data" | sed -n "${n}p")"
}

# Presses a button; prints the answer and, on a line of its own, its status.
press() { curl -s -m 15 -w '\n%{http_code}\n' --data "$2" "$DOOR/actions/$1"; }

# The statuses of what is answered to these bytes on one connection, and whether it is closed then.
raw() {
  exec 5<>"/dev/tcp/127.0.0.1/$PORT" || fail "no connection"
  printf '%b' "$1" >&5
  local answer
  answer=$(timeout 8 cat <&5; echo "end $?")
  exec 5>&- 5<&-
  { grep -a -o 'HTTP/1.1 [0-9]*' <<< "$answer" | cut -d' ' -f2; grep -a -q 'end 0$' <<< "$answer" && echo closed || echo kept; } | tr '\n' ' '
}

# The line that a sandbox prints to look somebody up with.
sandbox_secret() { grep -o "x-store-secret: [^']*" out | head -1; }
sandbox_look() {
  within 20 says 'x-store-secret: '
  ask -H "$(sandbox_secret)" "$SERVER/gorgias/sandbox/widget?email=$1"
}

# Puts a version of a file into place in one step, as editors do.
put() { cat > "$1.new" && mv "$1.new" "$1"; }
shape() { sed "s/\"email\": \$person.email,/\"email\": \$person.email, $1/" good.jslt; }

# --- Files that people edit ---------------------------------------------------------------------

case_linked_folder_of_actions() {
  fresh; mv routes/actions elsewhere; ln -s ../elsewhere routes/actions
  stub "$SMARTRR_PORT" plain; own_store "$SMARTRR"
  start
  local answer; answer=$(press pause "$(form "$(shown $KIM)")" | tail -1)
  [ "$answer" = 200 ] || fail "a press is answered $answer; $(grep -o 'Routes startup.*' out)"
  good "a press is answered 200"
}

case_byte_order_mark_in_the_settings() {
  fresh; store_file a '\xef\xbb\xbfstores=acme\n'
  grep -v '^stores=' application.properties >> a; mv a application.properties
  start
  ! says 'No store is configured' || fail "the sandbox starts"
  local answer; answer=$(status -H "x-store-secret: $SECRET" "$DOOR/widget?email=$KIM")
  [ "$answer" = 200 ] || fail "the store acme answers $answer"
  good "the store acme is served"
}

case_byte_order_mark_in_a_file_of_a_store() {
  fresh; store_file data/stores/acme.properties '\xef\xbb\xbf# kept\n'
  start
  local answer; answer=$(status -H "x-store-secret: $SECRET" "$DOOR/widget?email=$KIM")
  [ "$answer" = 200 ] || fail "the store acme answers $answer"
  good "the store acme is served"
}

case_letter_that_is_not_utf8_in_the_settings() {
  fresh; own_store
  { printf '# Kundenmen\xfc\n'; cat application.properties; } > a; mv a application.properties
  start_refused
  grep -q 'application.properties.*line 1.*UTF-8' out || fail "$(last_words)"
  good "$(last_words)"
}

case_shape_away_for_a_moment() {
  fresh; start
  mv routes/widget.jslt kept.jslt; sleep 3; mv kept.jslt routes/widget.jslt
  within 4 health_is UP || fail "health: $(health | grep -o '[^"]*widget.jslt[^"]*' | head -1)"
  local lines; lines=$(grep -c 'ERROR.*widget.jslt\|WARN.*widget.jslt' out)
  [ "$lines" -le 2 ] || fail "$lines lines in the log within 3 s"
  ! grep -q 'widget.jslt: routes/widget.jslt *$' out || fail "the log doesn't say what is wrong"
  good "health is UP, $lines lines in the log"
}

case_shape_that_calls_itself() {
  fresh; export LOOKUP_FRESH=1ms; start
  cp routes/widget.jslt good.jslt
  sed 's/"email": $person.email,/"email": endless($person.email),/; s/^def full-name/def endless(x) endless($x)\n\ndef full-name/' good.jslt | put routes/widget.jslt
  within 8 health_is DOWN || fail "health stays UP; $(grep -c WidgetShape out) lines in the log"
  shape '"marker": "mended",' | put routes/widget.jslt
  is_mended() { sandbox_look mara@example.com | grep -q '"marker":"mended"'; }
  within 8 is_mended || fail "the mended version doesn't come into force"
  good "refused, and the mended version is in force"
}

case_shape_that_fails_for_one_person() {
  fresh; export LOOKUP_FRESH=1ms; start
  cp routes/widget.jslt good.jslt
  shape '"badge": if ($person.lastName == "Sato") number($person.lastName) else 1,' | put routes/widget.jslt
  is_in_force() { sandbox_look otto@example.com | grep -q '"badge":1'; }
  within 8 is_in_force || fail "the version doesn't come into force"
  local i answer
  for i in $(seq 25); do answer=$(sandbox_look kenji@example.com); done
  ! grep -q "can't be reached" <<< "$answer" || fail "kenji: $(notice <<< "$answer")"
  answer=$(sandbox_look otto@example.com)
  grep -q '"subscriptions"' <<< "$answer" || fail "otto: $(notice <<< "$answer")"
  ! says 'circuit to Smartrr is now OPEN' || fail "the circuit opens"
  within 3 health_is DOWN || fail "health is UP"
  good "others are served, health tells the shape"
}

case_copy_of_a_file_of_a_store() {
  fresh; store_file data/stores/acme.properties; store_file 'data/stores/acme copy.properties'
  launch; await_start
  grep -q 'acme copy\.properties' out || fail "the file isn't named: $(last_words)"
  good "$(grep 'acme copy\.properties' out | tail -1 | sed 's/^.* - //' | cut -c1-160)"
}

case_copy_of_a_file_of_a_route() {
  fresh; own_store; cp routes/actions/skip.camel.yaml 'routes/actions/skip - Copy.camel.yaml'
  start_refused
  grep -q 'skip - Copy\.camel\.yaml' out && grep -q 'skip\.camel\.yaml' out || fail "$(last_words)"
  good "$(last_words)"
}

# --- Where it runs ------------------------------------------------------------------------------

case_temporary_folder_without_execution() {
  fresh; own_store
  local folder="$PWD/noexec"; mkdir noexec
  # A namespace of its own, in which whoever runs this may mount.
  unshare -Urm mount -t tmpfs -o noexec tmpfs "$folder" 2>/dev/null \
    || leave_out "no right to mount a folder without execution"
  : > out
  unshare -Urm sh -c 'mount -t tmpfs -o noexec tmpfs "$1" && exec "$2" -Djava.io.tmpdir="$1" -jar "$3"' \
    sh "$folder" "$JAVA" "$JAR" > out 2>&1 &
  server=$!; started $server
  await_start
  if says 'Listening on'; then good "it starts"; fi
  ! grep -q '^[[:space:]]at ' out || fail "a stack trace: $(grep -m1 -o 'No native library[^,]*' out)"
  grep -q 'sqlite.tmpdir\|noexec' out || fail "$(last_words)"
  good "$(last_words)"
}

case_any_user_of_group_0() {
  [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null || leave_out "needs root and setpriv"
  fresh; own_store
  local line owner=10001 group=10001 mode
  line=$(grep -o 'install -d [^;&]* data$' "$PROJECT/Dockerfile") || leave_out "the Dockerfile makes data otherwise"
  grep -q -- '-g \(0\|root\) ' <<< "$line" && group=0
  mode=$(grep -o -- '-m [0-7]*' <<< "$line" | cut -d' ' -f2)
  install -d -o $owner -g $group -m "$mode" data
  : > out
  setpriv --reuid=1000650000 --regid=0 --clear-groups "$JAVA" -jar "$JAR" > out 2>&1 &
  server=$!; started $server
  await_start
  says 'Listening on' || fail "data of $owner:$group, mode $mode: $(last_words)"
  good "it starts with data of group $group, mode $mode"
}

case_settings_of_a_store_without_stores() {
  fresh; export STORE_ACME_SMARTRR_TOKEN=t-o-k-e-n STORE_ACME_SECRET=$SECRET PUBLIC_URL=https://bridge.example.com
  launch; await_start
  grep -i 'STORE_ACME_\|store\.acme\.' out | grep -q -v 'is the sandbox' || fail "nothing tells of STORE_ACME_…"
  good "$(grep -i 'STORE_ACME_\|store\.acme\.' out | head -1 | sed 's/^.* - //' | cut -c1-160)"
}

case_quotes_around_a_token() {
  fresh; own_store; export STORE_ACME_SMARTRR_TOKEN='"t-o-k-e-n"' STORE_ACME_SECRET="\"$SECRET\""
  launch; await_start
  grep -q -i 'quot' out || fail "no word of quotes: $(last_words)"
  ! grep -q "$SECRET" out || fail "the secret is in the log"
  good "$(grep -i -m1 'quot' out | cut -c1-160)"
}

case_password_in_the_address_of_the_ledger() {
  fresh; own_store; export LEDGER_URL='jdbc:postgresql://bridge:CANARY@127.0.0.1:1/bridge'
  start_refused
  ! grep -q CANARY out || fail "the password is in the log"
  good "$(last_words)"
}

case_health_command_of_another_address() {
  fresh; own_store; export CAMEL_MANAGEMENT_HOST=127.0.0.2
  start
  MANAGEMENT=http://127.0.0.2:$MANAGEMENT_PORT
  within 10 health_is UP || within 5 health_is DOWN || leave_out "127.0.0.2 isn't an address here"
  run_command health > said.health 2>&1 || fail "$(tail -1 said.health)"
  good "the command ends with 0"
}

case_output_that_nobody_reads() {
  fresh; own_store
  mkfifo pipe; exec 7<> pipe
  # Full before anything is written: then a writer who waits is seen at the first line.
  dd if=/dev/zero of=pipe bs=1024 count=4096 oflag=nonblock 2> filled && fail "the pipe takes all that is put in"
  "$JAVA" -jar "$JAR" > pipe 2> out & server=$!; started $server
  answers() { [ "$(status "$DOOR/widget?email=$KIM" -H "x-store-secret: $SECRET")" = 200 ]; }
  within "$PATIENCE" answers || fail "no start"
  local live; live=$(status "$MANAGEMENT/observe/health/live")
  [ "$live" = 200 ] || fail "health/live is $live"
  good "it starts and answers with nobody reading its output"
}

case_sigterm_during_the_start() {
  local wait begun took code
  for wait in 0.6 1.0 1.5 2.0 2.5; do
    rm -rf ./*; fresh; own_store; launch; sleep $wait
    begun=${EPOCHREALTIME/[^0-9]/}; kill -TERM $server; wait $server; code=$?
    took=$(((${EPOCHREALTIME/[^0-9]/} - begun) / 1000))
    [ $took -lt 6000 ] || fail "stopped after $wait s, it ends after $took ms"
    [ $code = 0 ] || [ $code = 143 ] || fail "stopped after $wait s, it ends with $code"
    ! grep -q 'has been closed' out || fail "stopped after $wait s, work goes on upon a closed ledger"
  done
  good "it ends in time wherever it is stopped, at last after $took ms"
}

case_many_large_answers_at_once() {
  fresh; stub "$SMARTRR_PORT" large; own_store "$SMARTRR"
  # As it is shipped, but for the archive of classes.
  # shellcheck disable=SC2046 # each is an option of its own
  start $(grep '^-X' "$APP/java.options" | grep -v Share)
  curl -s -Z --parallel-max 24 --parallel-immediate -m 60 -o /dev/null -w '%{http_code}\n' -H "x-store-secret: $SECRET" "$DOOR/widget?email=p[1-24]@example.com" > codes
  is_running $server || fail "the process has ended: $(last_words)"
  local other; other=$(grep -vc '^200$' codes)
  [ "$other" = 0 ] || fail "$other of 24 weren't answered 200"
  good "24 are answered 200"
}

# --- What agents read ---------------------------------------------------------------------------

case_failed_payment_of_a_cancelled_subscription() {
  fresh; stub "$SMARTRR_PORT" failed-order; own_store "$SMARTRR"; start
  local answer; answer=$(look $KIM)
  grep -q '"CANCELLED"' <<< "$answer" || fail "$(short <<< "$answer")"
  ! grep -q 'payment failed' <<< "$answer" || fail "$(notice <<< "$answer")"
  good "no notice"
}

case_active_subscription_older_than_cancelled_ones() {
  fresh; stub "$SMARTRR_PORT" old-active; own_store "$SMARTRR"; start
  local row; row=$(look $KIM | text status | grep -n -m1 ACTIVE | cut -d: -f1)
  [ "$row" = 1 ] || fail "the active one is row $row"
  good "the active one is row 1"
}

case_amount_with_decimals() {
  fresh; stub "$SMARTRR_PORT" decimals; own_store "$SMARTRR"; start
  local answer; answer=$(look $KIM)
  grep -q '"products"' <<< "$answer" || fail "$(short <<< "$answer")"
  case $(text amount <<< "$answer") in
    '96.00 USD' | '') good "amount: $(text amount <<< "$answer")" ;;
    *) fail "amount: $(text amount <<< "$answer")" ;;
  esac
}

case_invisible_characters_in_an_address() {
  fresh; start
  local mark answer
  for mark in %C2%A0 %E2%80%8B %E2%80%8C %EF%BB%BF %C2%AD %E2%81%A0; do
    for address in "mara@example.com$mark" "${mark}mara@example.com"; do
      answer=$(sandbox_look "$address")
      grep -q '"subscriptions"\|"notice"' <<< "$answer" || fail "$address: $(short <<< "$answer")"
    done
  done
  good "the subscriber is found"
}

case_invisible_characters_in_a_date() {
  fresh; stub "$SMARTRR_PORT" plain; own_store "$SMARTRR"; start
  local date answer n=0
  for date in 2027%E2%80%9101%E2%80%9108 %C2%A02027-01-09 2027-01-10%E2%80%8B %EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%97-01-11; do
    n=$((n + 1)); answer=$(press set-next-billing-date "$(form "$(shown kim$n@example.com)")&date=$date" | short)
    grep -q '200$\|invisible' <<< "$answer" || fail "$date: $answer"
  done
  good "taken"
}

case_day_on_which_clocks_change() {
  local zone moment day seen
  while read -r zone moment day; do
    rm -rf ./*; fresh; stub "$SMARTRR_PORT" clock "$zone" "$moment"; own_store "$SMARTRR"; start
    seen=$(press set-next-billing-date "$(form "$(shown $KIM)")&date=$day" | short)
    grep -q "DAY $day" "stub-$SMARTRR_PORT" || fail "$zone, $day: Smartrr got $(grep DAY "stub-$SMARTRR_PORT"); $seen"
    stop; end_started
  done <<< 'Europe/Dublin 2026-12-10T23:30:00.000Z 2027-03-28
Africa/Cairo 2026-12-10T21:30:00.000Z 2027-04-30
Europe/Dublin 2026-12-10T23:30:00.000Z 2027-10-31'
  good "Smartrr gets the day that was asked for"
}

case_same_moment_written_otherwise() {
  fresh; stub "$SMARTRR_PORT" plain; own_store "$SMARTRR"; start
  local written n=0 answer form
  for written in 2026-12-17T15:00:00Z 2026-12-17T15:00:00+00:00 2026-12-17T15:00:00.000000Z 2026-12-17T16:00:00.000+01:00; do
    n=$((n + 1)); ask "$SMARTRR/stub/next-billing?2026-12-17T15:00:00.000Z" > /dev/null
    form=$(form "$(shown kim$n@example.com)")
    ask "$SMARTRR/stub/next-billing?${written//+/%2B}" > /dev/null
    answer=$(press pause "$form" | short)
    grep -q '200$' <<< "$answer" || fail "$written: $answer"
  done
  good "no change is seen in it"
}

# --- Partners that misbehave --------------------------------------------------------------------

case_bot_check_in_front_of_smartrr() {
  fresh; stub "$SMARTRR_PORT" bot-check; own_store "$SMARTRR"; start
  local answer; answer=$(look $KIM; look other@example.com)
  ! grep -q 'token' <<< "$answer" || fail "$(notice <<< "$answer")"
  ! health | grep -q 'renew' || fail "health: $(health | grep -o '[^"]*renew[^"]*' | head -1)"
  good "$(notice <<< "$answer")"
}

case_connections_closed_silently() {
  local mode i stale
  for mode in closing lingering; do
    rm -rf ./*; fresh; export LOOKUP_FRESH=1ms
    stub "$SMARTRR_PORT" $mode; own_store "$SMARTRR"; start
    for i in $(seq 12); do look $KIM; echo; done > answers
    stale=$(grep -vc '"freshness":"live"' answers)
    [ "$stale" = 0 ] || fail "$mode: $stale of 12 look-ups aren't live"
    stop; end_started
  done
  good "24 look-ups are live"
}

case_notes_refused_one_after_the_other() {
  fresh; stub "$SMARTRR_PORT" six; stub "$OTHER_PORT" no-sender; own_store "$SMARTRR"
  export STORE_ACME_GORGIAS_URL=http://127.0.0.1:$OTHER_PORT STORE_ACME_GORGIAS_USER=apps@example.com STORE_ACME_GORGIAS_API_KEY=$SECRET
  start
  local n answer data; data=$(shown $KIM)
  for n in 1 2 3 4 5 6; do
    answer=$(press pause "$(form "$data" $n)" | tail -1)
    [[ $answer = 20[02] ]] || fail "press $n is answered $answer"
  done
  within 20 health_is DOWN || fail "health is UP; $(grep -c 'is given up' out) notes are given up"
  health | grep -q 'sender' || fail "health: $(health | grep -o '"[^"]*[Gg]orgias[^"]*"' | head -1)"
  good "health: $(health | grep -o '[^"]*sender[^"]*' | head -1)"
}

case_proxy_of_the_jvm() {
  fresh; stub "$OTHER_PORT" plain; own_store http://smartrr.example.test
  start -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort="$OTHER_PORT" -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort="$OTHER_PORT"
  local answer; answer=$(look $KIM)
  grep -q 'GET http://smartrr.example.test' "stub-$OTHER_PORT" || fail "the proxy isn't asked: $(notice <<< "$answer")"
  grep -q '"freshness":"live"' <<< "$answer" || fail "$(short <<< "$answer")"
  grep -q -r -i 'proxyHost' "$PROJECT/README.md" "$PROJECT/src/docs" || fail "no document tells of it"
  good "Smartrr is asked through it"
}

case_causes_of_failed_connections() {
  command -v keytool > /dev/null || leave_out "needs keytool"
  fresh
  local key=(keytool -genkeypair -storetype PKCS12 -alias key -keyalg EC -dname CN=stub -storepass password)
  "${key[@]}" -keystore unknown.p12 -ext san=dns:localhost 2>/dev/null
  "${key[@]}" -keystore other.p12 -ext san=dns:elsewhere.example 2>/dev/null
  keytool -exportcert -keystore other.p12 -alias key -storepass password -file other.crt 2>/dev/null
  keytool -importcert -noprompt -keystore trust.p12 -storetype PKCS12 -storepass password -alias other -file other.crt 2>/dev/null
  stub "$TLS_PORT" tls "$PWD/unknown.p12"; stub "$OTHER_TLS_PORT" tls "$PWD/other.p12"; stub "$SMARTRR_PORT" plain
  local names=(unknown other noname nobody plain) words=('certificate' 'certificate' 'name' 'refused' 'TLS') name i said=()
  STORES=$(IFS=,; echo "${names[*]}"); export STORES
  for name in "${names[@]}"; do export "STORE_${name^^}_SMARTRR_TOKEN=t-o-k-e-n" "STORE_${name^^}_SECRET=$SECRET"; done
  export STORE_UNKNOWN_SMARTRR_URL=https://localhost:$TLS_PORT STORE_OTHER_SMARTRR_URL=https://localhost:$OTHER_TLS_PORT \
    STORE_NONAME_SMARTRR_URL=https://smartrr.example.test STORE_NOBODY_SMARTRR_URL=http://127.0.0.1:$FREE_PORT \
    STORE_PLAIN_SMARTRR_URL=https://localhost:$SMARTRR_PORT
  start -Djavax.net.ssl.trustStore=trust.p12 -Djavax.net.ssl.trustStorePassword=password
  for i in 0 1 2 3 4; do
    ask -H "x-store-secret: $SECRET" "$SERVER/gorgias/${names[i]}/widget?email=$KIM" > /dev/null
    tells() { grep "lookup failed" out | grep -q "${names[i]}"; }
    within 8 tells || fail "nothing in the log about ${names[i]}"
    said+=("$(grep 'lookup failed' out | grep "${names[i]}" | tail -1 | grep -o 'lookup failed.*' | sed "s/${names[i]}//g")")
    grep -q "${words[i]}" <<< "${said[i]}" || fail "${names[i]}: ${said[i]}"
  done
  [ "$(printf '%s\n' "${said[@]}" | sort -u | wc -l)" = 5 ] || fail "the same words for several: ${said[*]}"
  good "five causes, told apart"
}

case_webhooks_of_other_shapes() {
  fresh; stub "$SMARTRR_PORT" plain; own_store "$SMARTRR"; start
  local path shape type body code before
  path=$(run_command webhook-address --store acme | tail -1 | sed 's#^[a-z]*://[^/]*##')
  look $KIM > data.json
  local contract; contract=$(ask "$SMARTRR/vendor/customer-relationship?filterLike[email]=$KIM" | text shopifyId)
  while IFS='|' read -r shape type body; do
    look $KIM > /dev/null; before=$(wc -l < out)
    look $KIM | grep -q '"freshness":"cached"' || fail "$shape: what is known isn't given"
    code=$(status -H "content-type: $type" -d "${body//GID/$contract}" "$SERVER$path")
    [ "$code" = 200 ] || fail "$shape: $code"
    forgotten_or_told() { look $KIM | grep -q '"freshness":"live"' || [ "$(wc -l < out)" -gt "$before" ]; }
    within 5 forgotten_or_told || fail "$shape: nothing is forgotten, and nothing told"
    ! grep -q "$KIM" out || fail "$shape: the log has the address"
  done <<< 'plain text|text/plain|{"eventType":"SUBSCRIPTION_PAUSE","customer":{"email":"kim@example.com"}}
a type of its own|application/vnd.smartrr+json|{"eventType":"SUBSCRIPTION_PAUSE","customer":{"email":"kim@example.com"}}
a list|application/json|[{"eventType":"SUBSCRIPTION_PAUSE","customer":{"email":"kim@example.com"}}]
wrapped|application/json|{"data":{"eventType":"SUBSCRIPTION_PAUSE","customer":{"email":"kim@example.com"}}}
of the subscription|application/json|{"eventType":"SUBSCRIPTION_PAUSE","subscription":{"custRel":{"email":"kim@example.com"}}}
an id alone|application/json|{"eventType":"SUBSCRIPTION_PAUSE","subscription":{"shopifyId":"gid://shopify/SubscriptionContract/1"}}'
  good "forgotten, or told"
}

# --- HTTP ---------------------------------------------------------------------------------------

case_idle_connection() {
  fresh; own_store; start
  local request="GET /gorgias/acme/widget?email=$KIM HTTP/1.1\r\nHost: b\r\nx-store-secret: $SECRET\r\n\r\n" line
  exec 5<>"/dev/tcp/127.0.0.1/$PORT"
  printf '%b' "$request" >&5; read -r -t 10 line <&5 || fail "no answer"
  sleep 63
  timeout 1 cat <&5 > /dev/null
  printf '%b' "$request" >&5 2>/dev/null && read -r -t 5 line <&5 && grep -q '200 OK' <<< "$line" || fail "closed within 63 s"
  exec 5>&-
  good "kept for a minute"
}

case_hidden_second_requests() {
  fresh; own_store; start
  local head="POST /gorgias/acme/widget HTTP/1.1\r\nHost: b\r\nx-store-secret: $SECRET\r\ncontent-type: application/json\r\n"
  local hidden='GET /hidden HTTP/1.1\r\nHost: b\r\n\r\n' name bytes seen bad=
  while IFS='|' read -r name bytes; do
    seen=$(raw "$head$bytes$hidden")
    # What is wrong within a body may end the connection without an answer.
    [ "$seen" = '400 closed ' ] || [ "$seen" = 'closed ' ] || bad="$bad $name: ${seen% };"
  done <<< 'size that overflows|Transfer-Encoding: chunked\r\n\r\n100000002\r\n{}\r\n0\r\n\r\n
chunked, identity|Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n
chunked, xchunked|Transfer-Encoding: chunked, xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n
open quote|Transfer-Encoding: chunked\r\n\r\n2;a="\r\n{}\r\n0\r\n\r\n
negative size|Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n
two lengths|Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'
  seen=$(raw "${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n$hidden")
  grep -q '^[0-9]* closed $' <<< "$seen" || bad="$bad both lengths: ${seen% };"
  [ -z "$bad" ] || fail "answered:$bad"
  good "refused, and the connection is closed"
}

case_head_on_health() {
  fresh; own_store; start
  local path get head
  for path in health health/live health/ready; do
    get=$(status "$MANAGEMENT/observe/$path")
    head=$(curl -s -m 10 -I -o head.txt -w '%{http_code} %{size_download}' "$MANAGEMENT/observe/$path")
    [ "$head" = "$get 0" ] || fail "$path: GET $get, HEAD $head"
  done
  good "as GET, without a body"
}

case_wrong_method_names_the_right_ones() {
  fresh; own_store; start
  local path answer
  for path in gorgias/acme/widget gorgias/acme/actions/skip; do
    answer=$(ask -i -X DELETE "$SERVER/$path")
    grep -q '^HTTP/1.1 405' <<< "$answer" || fail "$path: $(head -1 <<< "$answer")"
    grep -q -i '^allow: .*POST' <<< "$answer" || fail "$path: 405 without Allow"
  done
  good "405 with Allow"
}

case_flood_of_bad_requests() {
  fresh; own_store; start
  local before after
  before=$(wc -l < out)
  curl -s -m 60 -o /dev/null -H "x-store-secret: $SECRET" -H 'content-type: application/json' -d '{' "$DOOR/widget?n=[1-1500]"
  curl -s -m 60 -o /dev/null -H "x-store-secret: wrong" "$DOOR/widget?n=[1-1500]"
  within 5 says "more requests weren't served" || fail "nothing tells of the others"
  after=$(wc -l < out)
  [ $((after - before)) -le 300 ] || fail "$((after - before)) lines in the log for 3000 bad requests"
  good "$((after - before)) lines in the log for 3000 bad requests"
}

# --- Libraries ----------------------------------------------------------------------------------

case_libraries_with_published_advisories() {
  local name least file version bad=
  while read -r name least; do
    set -- "$APP"/lib/$name-[0-9]*.jar
    [ $# -gt 0 ] || fail "there is no $name"
    for file in "$@"; do
      version=${file##*/$name-}; version=${version%.jar}; version=${version%.Final}
      [ "$(printf '%s\n' "$least" "$version" | sort -V | head -1)" = "$least" ] || bad="$bad $name $version, mended in $least;"
    done
  done <<< 'netty-codec-http 4.1.133
vertx-core 4.5.30
vertx-web 4.5.30
logback-core 1.5.36'
  [ -z "$bad" ] || fail "shipped:$bad"
  good "none that is mended"
}

# --- The ledger ---------------------------------------------------------------------------------

case_killed_in_the_middle_of_a_press() {
  fresh; stub "$SMARTRR_PORT" hanging; own_store "$SMARTRR"; start
  local form begun took asked
  form=$(form "$(shown $KIM)"); asked=stub-$SMARTRR_PORT
  press pause "$form" > /dev/null & 
  within 10 says '^PUT' "$asked" || fail "nothing is sent"
  kill -KILL $server; within 5 ended $server
  : > out; local reads; reads=$(grep -c '^GET /vendor/customer/' "$asked")
  start
  begun=${EPOCHREALTIME/[^0-9]/}
  goes_on() { [ "$(grep -c '^GET /vendor/customer/' "$asked")" -gt "$reads" ]; }
  within 90 goes_on || fail "not gone on with within 90 s"
  took=$(((${EPOCHREALTIME/[^0-9]/} - begun) / 1000))
  [ $took -le 3000 ] || fail "gone on with after $took ms"
  is_applied() { press pause "$form" | tail -1 | grep -q 200; }
  within 20 is_applied || fail "not found to be done"
  [ "$(grep -c '^PUT' "$asked")" = 1 ] || fail "sent $(grep -c '^PUT' "$asked") times"
  good "gone on with after $took ms, done once"
}

# PostgreSQL as the tests run it; postgres OPTION ... is run before its databases are made.
postgres() {
  local classpath
  if [ ! -s "$WORK/classpath" ]; then
    (cd "$PROJECT" && mvn -o -q -B dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$WORK/classpath") > "$WORK/maven" 2>&1 \
      || leave_out "Maven doesn't tell where the tests' PostgreSQL is: $(head -1 "$WORK/maven" | cut -c1-120)"
  fi
  classpath=$(cat "$WORK/classpath")
  mkfifo sql
  "$JAVA" -XX:TieredStopAtLevel=1 -Xmx96m -cp "$classpath" "$HERE/Postgres.java" "$POSTGRES_PORT" <> sql > postgres.out 2>&1 &
  started $!
  within 90 says '^ready' postgres.out || leave_out "PostgreSQL doesn't start: $(tail -1 postgres.out | cut -c1-120)"
}

# Runs a statement as PostgreSQL's superuser.
sql() {
  local done; done=$(grep -c '^done' postgres.out)
  echo "$1" > sql
  is_done() { [ "$(grep -c '^done' postgres.out)" -gt "$done" ]; }
  within 20 is_done || fail "PostgreSQL: $(tail -1 postgres.out)"
}

case_ledger_after_a_fail_over() {
  fresh; postgres
  sql "create role bridge login password 'x'"; sql 'create database bridge owner bridge'
  stub "$SMARTRR_PORT" six; own_store "$SMARTRR"
  export LEDGER_URL="jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/bridge?user=bridge&password=x"
  start
  local data begun n=0; data=$(shown $KIM)
  is_pressed() { n=$((n % 6 + 1)); press pause "$(form "$data" $n)" | tail -1 | grep -q 200; }
  within 10 is_pressed || fail "no press before"
  sql 'alter role bridge set default_transaction_read_only = on'
  sql "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bridge'"
  sleep 5
  sql 'alter role bridge reset default_transaction_read_only'; begun=$SECONDS
  ledger_is_well() { health_is UP; }
  within 60 ledger_is_well || fail "not well 60 s later: $(grep -o 'cannot execute.*' out | tail -1)"
  data=$(shown $KIM)
  within 10 is_pressed || fail "presses are refused"
  good "well after $((SECONDS - begun)) s"
}

case_ledger_that_is_not_utf8() {
  fresh; postgres
  sql "create database bridge1 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0"
  own_store; export LEDGER_URL="jdbc:postgresql://127.0.0.1:$POSTGRES_PORT/bridge1?user=postgres&password=postgres"
  start_refused
  grep -q -i 'UTF-\?8' out || fail "$(last_words)"
  good "$(last_words)"
}

# --- Connecting ---------------------------------------------------------------------------------

# The fields that a sandbox which isn't connected prints: field 'Gorgias user'.
field() { grep -o "$1  *[^ ]*$" out | head -1 | sed 's/.* //'; }

connect_fields() {
  export GORGIAS_API_KEY SMARTRR_TOKEN
  within 20 says 'Smartrr token'
  GORGIAS_API_KEY=$(field 'Gorgias API key') SMARTRR_TOKEN=$(field 'Smartrr token')
}

case_disconnect_twice() {
  fresh; export SANDBOX_CONNECT=false; start; connect_fields
  run_command connect --store sandbox --gorgias-domain "$(field 'Gorgias domain')" --gorgias-user "$(field 'Gorgias user')" > connect.out 2>&1 \
    || fail "connect: $(tail -1 connect.out)"
  run_command disconnect --store sandbox > disconnect.out 2>&1 || fail "$(tail -1 disconnect.out)"
  run_command disconnect --store sandbox > disconnect.out 2>&1 || fail "the second time: $(tail -1 disconnect.out)"
  good "the second time: $(tail -1 disconnect.out)"
}

case_connect_asks_for_no_tokens() {
  fresh; export SANDBOX_CONNECT=false; start; connect_fields
  stub "$SMARTRR_PORT" plain
  SMARTRR_URL=$SMARTRR STORES_FOLDER=$PWD/of-its-own run_command connect --store acme \
    --gorgias-domain "$(field 'Gorgias domain')" --gorgias-user "$(field 'Gorgias user')" > connect.out 2>&1
  grep -q '^[A-Z]* /vendor/' "stub-$SMARTRR_PORT" || fail "Smartrr isn't asked: $(tail -1 connect.out)"
  ! grep -q 'smartrr-api-token' "stub-$SMARTRR_PORT" || fail "it asks for every token of the shop"
  good "$(grep -c '^[A-Z]* /vendor/' "stub-$SMARTRR_PORT") requests, none for the shop's tokens"
}

# --- One after the other ------------------------------------------------------------------------

# Ends what the case has started: with notice first.
end_started() {
  [ -f "$WORK/started" ] || return 0
  local pid
  while read -r pid; do kill -TERM "$pid" 2>/dev/null; done < "$WORK/started"
  all_ended() { local one; while read -r one; do ! is_running "$one" || return 1; done < "$WORK/started"; }
  within 3 all_ended || while read -r pid; do kill -KILL "$pid" 2>/dev/null; done < "$WORK/started"
  rm -f "$WORK/started"
}

finish() {
  trap - EXIT INT TERM
  [ -z "$running" ] || kill -KILL "$running" 2>/dev/null
  end_started
  rm -rf "$WORK"
}
running=
trap finish EXIT
trap 'exit 130' INT TERM

names() { declare -F | sed -n 's/^declare -f case_//p' | tr _ -; }

# How many seconds a case may take.
readonly MOST=$((PATIENCE * 3 + 120))

run_case() {
  local name=$1 case code verdict folder=$WORK/$1
  case=case_${name//-/_}
  mkdir "$folder"
  (cd "$folder" && "$case") > "$WORK/said" 2> "$WORK/errors" &
  case=$! running=$!
  if within $MOST ended $case; then
    wait $case; code=$?
  else
    kill -KILL $case 2>/dev/null; wait $case 2>/dev/null
    echo "not done after $MOST s" > "$WORK/said"; code=1
  fi
  running=
  end_started > /dev/null 2>&1
  case $code in
    0) verdict=ok ;;
    2) verdict='left out' left=$((left + 1)) ;;
    *) verdict=FAILED failed=$((failed + 1)) ;;
  esac
  [ -s "$WORK/said" ] || tail -1 "$WORK/errors" > "$WORK/said"
  printf '%-8s %s: %s\n' "$verdict" "$name" "$(tail -1 "$WORK/said" | cut -c1-240)"
  [ -z "${KEEP:-}" ] || cp -r "$folder" "$KEEP/"
  rm -rf "$folder"
}

if [ "${1:-}" = --list ]; then names; exit 0; fi
for name in "$@"; do
  declare -F "case_${name//-/_}" > /dev/null || { echo "There is no case $name; --list prints them." >&2; exit 2; }
done
mkdir "$WORK/classes"
"${JAVA}c" -d "$WORK/classes" "$HERE/Stub.java" || exit 2
failed=0 left=0
[ $# -gt 0 ] || set -- $(names)
for name in "$@"; do run_case "$name"; done
echo "$(($# - failed - left)) ok, $failed FAILED, $left left out."
[ $failed = 0 ]
