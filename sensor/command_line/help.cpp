#include "sensor/command_line/help.h"

#include <fmt/format.h>

#include <utility>

#include "sensor/command_line/known_options.h"
#include "sensor/legs/inner_frames.h"
#include "sensor/run/options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

// Each fits a terminal of 80 columns and 24 rows.
constexpr const char* kUsage = R"(tapbond - bonds the legs of a network tap into one ordered stream

  tapbond -i eth1 -i eth2 -w class.pcapng      a tap's two outputs, one capture
  tapbond -i eth1 icmp                         one feed, as text, with a filter
  tapbond -i eth1 -i eth2 -w - | wireshark -k -i -
  tapbond -r east.pcap -r west.pcapng -w both.pcapng

Legs    -i IF    a leg, up to 32: name, number in -D, or feed TCP@ADDR:PORT
        -r FILE  a leg from pcap or pcapng, - for standard input; or -V LIST
        --label LEG=TEXT  what it carries   -p  not promiscuous  --wait-for-legs
        -s BYTES  snaplen (0: 262144)          -B KIB   a leg's kernel ring
        -j TYPE   time stamps (-J lists)       -y TYPE  link type (-L lists)
        --split vlan, --unwrap, --duplicates  of mirrors: tapbond --help inside
Before  -D  list interfaces    --check  is this sensor fit to listen?
Output  -w FILE  write a capture, - for standard output; .pcapng writes pcapng
        --format pcap|pcapng   -C -G -W --ring: --help rotation   --print  text
        --to-interface IF  --serve ADDR:PORT   for other programs: --help sinks
        --sessions DIR     who talked to whom, a line for each: --help sessions
        -c COUNT  stop after so many packets   -U       each batch at once
        EXPRESSION, or -F FILE, -Q in|out      a filter; -d shows its code
Run     -Z USER  run as this user   --config FILE  an option a line   --version
        --hold MS  --buffer MIB: --help order     -q  quick text, no status line

More: --help check|text|files|rotation|order|sinks|inside|sessions|page|options
)";

constexpr const char* kCheck = R"(Which interface is which, and do frames arrive?

  -D                list the interfaces: number (as tcpdump's; -i takes it too),
                    driver, bus address, the adapter's name on the hypervisor
                    where that can be known, MAC, link, MTU, addresses
  --probe SECONDS   with -D: listen on all that are up; frames per second, share
                    of unicast frames for others, senders, one direction or both
  --check -i eth1 -i eth2   is this sensor fit to listen on these legs? Each line
                    is ok, warn or fail, with the evidence and what to type on
                    this hypervisor
  --seconds N       with --check: listen so long ({}; 0: look at settings only)
  -w FILE           with --check: where the capture will be, for the free disk
  --json            for scripts

Exit status of --check: 0 all is well, 1 warnings, 2 failures, 3 a command line
that makes no sense. Nothing is sent and no setting is changed by either.
)";

constexpr const char* kText = R"(Text is tcpdump's, always as with -n: no name is ever resolved.

  -e        link-layer header            -q        quick: less of each protocol
  -v -vv -vvv  more, yet more            -S        absolute TCP sequence numbers
  -#        number the packets           --leg     the leg before each packet
  -t        no time stamp                -tt       seconds since 1970
  -ttt      time since the last packet   -tttt     date and time
  -ttttt    time since the first packet
  -x -xx    hex, without or with the link-layer header
  -X -XX    hex and ASCII                -A        ASCII
  -K        verify no checksums          -u        NFS handles in hex
  -b        AS numbers as 1.0            -T TYPE   what UDP (TCP) carries on any
            port: domain, lmp, pgm, ptp, radius, resp, snmp, tftp, vxlan
  -n -N -f -l  accepted: always so
  --time-stamp-precision micro|nano      (text: micro)

A line is printed as soon as its packet's turn has come: tapbond --help order.
)";

constexpr const char* kFiles = R"(Capture files

  -w FILE  .pcapng in the name writes pcapng, everything else pcap; --format
           overrides. Mode 0600. - is standard output.
  -U       what is written is visible to readers at once; without it, in a second
  --sync SECONDS  so often it is on the disk, too: what a crash may cost
  --time-stamp-precision micro|nano   of a pcap (nano); pcapng is always nano

pcapng keeps the legs apart: name, label, filter, driver, link type, and at the
end what each received and dropped, also before, on the sensor that a pcapng file
or feed comes from. A pcap file has one link type and no names.

  -r FILE  pcap (micro- or nanosecond, either byte order) or pcapng, as it is or
           in gzip, zstd or lz4; - is standard input. Every whole packet before a
           damage is read; then one line says what is wrong, and the exit status
           is 1.
  -V LIST  the files that this file names, one a line
  --count  print how many packets there are, and no text

When a disk is full or a pipe is closed, the capture stops, what was written
stays a valid file, and the last line tells how many packets were saved.
)";

constexpr const char* kRotation =
    R"(A capture in more than one file. No packet is split or lost at a change of file;
each is valid by itself, with all interfaces and its share of the counts.

  -C SIZE     a packet that finds the file larger than this begins the next:
              name, name1, name2, ... In millions of bytes, or as 64K, 64M, 4G
  -G SECONDS  a new file after so long, in capture time; the name is a format
              of strftime(3); one that is taken gets a number: name-2.pcap.
              Without packets a file ends, and none begins
  -W COUNT    with -C: name0 to name(COUNT-1), and over again; with -G alone:
              the run ends after so many files
  --ring N    keep the newest N files         --max-disk SIZE  all files together
              (the oldest are deleted, of earlier runs with the same -w as well;
              never what is read, or what another program wrote)
  -z COMMAND  run COMMAND FILE on each finished file, the last one too; no shell
  --compress gzip, or a name that ends in .gz: SIZE is of what is compressed

With -C or -G all files are made by the user of -Z, who must be allowed to write
there; under sudo, and without -Z, that is the user behind sudo. A disk that is
full ends the run; every file stays valid. A command that fails leaves its file
as it is, is told of in one line, and makes the exit status 1.
)";

constexpr const char* kOrder =
    R"(Packets leave in the order of their time stamps (ns), over all legs.

  --order causal, causal,comment (which says in pcapng what was moved), stamp:
                what a packet answers comes before it; or all is as stamped
  --align       put feeds and files on the time of the first leg, by causes
  --trailer metamako|hpt|vss|ixia   take times that taps append, cut them off
  --hold MS     how long a packet may wait for an older one: {} live ({} with a
                feed), and more while they come later than that; {} for files, in
                capture time; --immediate-mode is --hold 1
  --buffer MIB  memory for packets that wait for their turn or for a slow disk:
                an eighth of all, {} to {}, but a quarter at most; {} for files.
                The kernel's rings (-B) come on top, {} and half as much more.

Nothing is dropped for the sake of order. In the last lines of a run, and on
SIGUSR1, received = written + filtered + dropped + unread for every leg, and
  late     came after their turn, were written at once (and how late, at most)
  early    were let go before their turn, because the buffer was full
  dropped  by the kernel (full ring), the interface, tapbond (failed output)
  unread   were left over when -c had its count

SIGINT, SIGTERM: take what the kernel holds, finish the files, exit; the second
time, exit at once.
)";

constexpr const char* kSinks =
    R"(Several outputs at once: -w, --print, --to-interface, --serve.

  -w FILE   the capture file is waited for: while the disk is slow, the legs are
            not read, and the kernel counts what its rings could not hold
  --print   text on standard output
  --to-interface IF
            makes an Ethernet interface of this name (a TAP device, gone at the
            end) and plays every packet into it as soon as its turn has come,
            for any program that listens there. What is sent to it goes
            nowhere. Its MTU is the legs' widest; larger packets are played and
            counted, too.
  --serve ADDRESS:PORT[,pcap|pcap-nano|pcapng]
            the packets from now on, over TCP, for all who connect: as pcapng
            for tapbond and Wireshark (-i TCP@address:port), as pcap for Arkime
            and NetworkMiner. More than once: several feeds. Who lags by 16 MiB
            is cut off. On the loopback only, nothing is encrypted; --serve-any
            lifts it
  --serve-readers N
            of each feed at most (64)

Live, only the first of the outputs is waited for (a file, else the interface).
The others have a quarter of --buffer; what they are too slow for is lost to
them alone, one that fails is left behind, and the summary has a line for each.
Over files, all are waited for and nothing is lost.
)";

constexpr const char* kPage =
    R"(A run that can be looked at, by people and by programs.

  --page ADDRESS:PORT
            serves, while a capture goes on:
            /              a page for browsers: rates, losses, order, outputs,
                           room, conversations (--sessions), what is wrong
            /status.json   all numbers, for scripts
            /history.json  the last five minutes, a sample a second
            /metrics       for Prometheus
  --page-any
            on other addresses than the loopback, too. The address has a token
            then, which the start says; nothing is encrypted. Better:
            ssh -L 8080:127.0.0.1:8080 sensor
  --page-token FILE
            the token is the one in FILE: an address to keep
  --summary-json FILE
            the numbers at the end, as /status.json has them; of files, too
  --report FILE
            the whole capture summed up in a page of HTML, to read and print:
            rates, round trips, order, losses, protocols, conversations, names
            in DNS; live and of files. By the user behind sudo, or of -Z

  tapbond -r class.pcapng --report lab.html
  sudo tapbond -i eth1 -i eth2 -w class.pcapng --page 127.0.0.1:8080
)";

constexpr const char* kSessions =
    R"(Who talked to whom: a log of conversations, in Zeek's names and meaning.

  --sessions DIR
            writes DIR/conn.log, a line of JSON for each conversation when it
            is over (ends, protocol, service, state, history, bytes, packets,
            what was missed, tunnels), logs of what is said in them (dns, ssl,
            http, ssh, ftp, smtp, dhcp, ntp), of addresses (arp), errors (icmp)
            and what was malformed (weird). Live, from feeds and from files,
            beside the other outputs. A log that is there goes on. - prints all
            of it on standard output
  --format-sessions json|tsv
            tsv: tab-separated values with Zeek's header lines
  -G SECONDS
            a file that is full gets its beginning's time into its name
  -K        counts packets with wrong checksums, too: where a host leaves them to
            its adapter, and is captured on itself
  -w FILE   beside it: the packets behind the lines

Beyond Zeek's fields: community_id, handshake_rtt, orig_legs, resp_legs.
)";

constexpr const char* kInside =
    R"(Frames that come inside others: taken out, and told apart; and some twice.

  --split vlan  each outer VLAN id is an interface of its own: eth1.10 for VLAN
                10 of eth1, in pcapng, with --leg, in the summary. Its tag is
                removed; frames without one are of eth1 itself. For a tap whose
                outputs come through one vNIC, each in a VLAN: one queue keeps
                their order. Scripts for hypervisors do it with --one-nic
  --unwrap[=vxlan,geneve,gre,erspan,tzsp]
                mirrors in tunnels: each outer source and VNI, key or session is
                an interface, "eth1/vxlan 10.0.0.5 vni 7". Fragments are put
                together (joined); gaps in a source's numbers are told, and the
                time stamps of ERSPAN III are kept in pcapng
  --unwrap-only leaves out what is in no tunnel
  --label eth1.10=TEXT  what such an interface carries
  EXPRESSION    filters what comes out, here
  --filter-outer EXPRESSION  filters what comes in, in the kernel
  --duplicates keep|mark|drop   packets that a mirror shows twice: count them,
                mark them in pcapng, leave them out; --duplicates-within MS (1)

Interfaces are found as their frames come, at most {} on a leg; frames of
others stay as they are. It works live, with files and with feeds. Each has a
line below its leg in the summary, and adds up as a leg does.
)";

std::string option_list() {
  constexpr std::size_t kColumns = 78;
  std::string text =
      "Every option by its long name; in a configuration file, without the dashes:\n";
  std::string line;
  for (const std::string& name : option_names()) {
    if (line.size() + name.size() + 3 > kColumns) text += std::exchange(line, {}) + '\n';
    line += (line.empty() ? "  --" : " --") + name;
  }
  return text + line + '\n';
}

}  // namespace

std::string help_text(const std::string& topic) {
  if (topic.empty()) return kUsage;
  if (topic == "check") return fmt::format(fmt::runtime(kCheck), Options::kCheckSeconds);
  if (topic == "text") return kText;
  if (topic == "files") return kFiles;
  if (topic == "rotation") return kRotation;
  if (topic == "order") {
    return fmt::format(fmt::runtime(kOrder), Options::kLiveHold / 1'000'000,
                       Options::kFeedHold / 1'000'000, Options::kFileHold / 1'000'000,
                       Options::kLeastBuffer >> 20, Options::kMostBuffer >> 20,
                       Options::kLeastBuffer >> 20, Options::kDefaultRings >> 20);
  }
  if (topic == "sinks") return kSinks;
  if (topic == "sessions") return kSessions;
  if (topic == "page") return kPage;
  if (topic == "inside") return fmt::format(fmt::runtime(kInside), InnerFrames::kMost);
  if (topic == "options") return option_list();
  throw UsageError(
      fmt::format("no help on \"{}\"; the topics are check, text, files, rotation, order, sinks, "
                  "inside, sessions, page and options",
                  topic));
}

}  // namespace tapbond
