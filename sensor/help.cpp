#include "sensor/help.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <spdlog/version.h>

#include <boost/version.hpp>

#include "sensor/options.h"

namespace tapbond {
namespace {

constexpr const char* kUsage = R"(tapbond - bonds the legs of a network tap into one ordered stream

  tapbond -i eth1 -i eth2 -w class.pcapng          a tap's two outputs, one capture
  tapbond -i eth1 icmp                             one feed, as text, with a filter
  tapbond -i eth1 -i eth2 -w - | wireshark -k -i -
  tapbond -r east.pcap -r west.pcapng -w both.pcapng

Legs:    -i IF    listen on a leg (repeatable, 1 to 32); a number counts as in -D
         -r FILE  read a leg from a pcap or pcapng file, - for standard input (repeatable)
         --label LEG=TEXT   what that leg carries
         -p       not promiscuous       -s BYTES   snaplen (0: 262144)
         -B KIB   a leg's kernel ring   -j TYPE    time stamp type
         -D       list interfaces       -L         list a leg's link types
Output:  -w FILE  write a capture, - for standard output; .pcapng writes pcapng
         --format pcap|pcapng           --print    text as well as -w
         -U       each batch at once    -c COUNT   stop after so many packets
         EXPRESSION or -F FILE          only the packets that pass this filter
Run:     -Z USER  run as this user once the legs are open
         --hold MS, --buffer MIB        see tapbond --help order
         -q       quick text, no status line       --version

More: tapbond --help text | files | order
)";

constexpr const char* kText = R"(Text is tcpdump's, always as with -n: names are never resolved.

  -e       link-layer header            -q       quick: less of each protocol
  -v -vv -vvv   more, yet more          -S       absolute TCP sequence numbers
  -#       number the packets           --leg    the leg's name before each packet
  -t       no time stamp                -tt      seconds since 1970
  -ttt     time since the last packet   -tttt    date and time
  -ttttt   time since the first packet
  -x -xx   hex, without / with the link-layer header
  -X -XX   hex and ASCII                -A       ASCII
  -n, -l   accepted: always so
  --time-stamp-precision micro|nano     (default here: micro)

A line is printed as soon as its packet's turn has come: tapbond --help order.
)";

constexpr const char* kFiles = R"(Capture files

  -w FILE  .pcapng in the name writes pcapng, everything else pcap; --format overrides.
           Mode 0600. - is standard output.
  -U       what is written is visible to readers at once; without it within a second
  --time-stamp-precision micro|nano   of a pcap file (default nano); pcapng is always nano

pcapng keeps each leg apart: its name, label, filter, driver, link type, and at the end what it
received and dropped. A pcap file has one link type and no names.

  -r FILE  pcap (micro- or nanosecond, either byte order) and pcapng. Every whole packet before
           a damage is read; then one line says what is wrong, and the exit status is 1.

When the disk is full or a pipe is closed, capture stops, what was written stays a valid file, and
the last line tells how many packets were saved.
)";

constexpr const char* kOrder =
    R"(Order: packets leave in the order of their time stamps (ns), over all legs and within each.
Equal stamps keep the order of the legs on the command line.

  --hold MS     how long a packet may wait for an older one from another leg: {} live,
                {} for files (in capture time). Nobody waits longer for a silent leg. Live,
                the kernel hands packets over in blocks within half of the hold.
  --buffer MIB  memory for packets that wait for their turn or for a slow disk: {}.
                The kernel's rings (-B) come on top: {} MiB, shared by the legs.

Nothing is dropped for the sake of order. In the last lines of a run
  late     packets that came after their turn; written at once (and how late, at most)
  early    packets let go before their turn because the buffer was full
  dropped  by the kernel (its ring was full), by the interface, by tapbond (a sink failed)
  unread   packets left over when -c had its count
and for every leg: received = written + filtered + dropped + unread.

SIGINT, SIGTERM: take what the kernel holds, finish the files, exit. Twice: exit at once.
SIGUSR1: print the numbers and go on.
)";

}  // namespace

std::string help_text(const std::string& topic) {
  if (topic.empty()) return kUsage;
  if (topic == "text") return kText;
  if (topic == "files") return kFiles;
  if (topic == "order") {
    return fmt::format(fmt::runtime(kOrder), Options::kLiveHold / 1'000'000,
                       Options::kFileHold / 1'000'000, Options::kDefaultBuffer >> 20,
                       Options::kDefaultRings >> 20);
  }
  throw UsageError(fmt::format("no help on \"{}\"; the topics are text, files and order", topic));
}

std::string version_text() {
  return fmt::format("tapbond {}\n{}\nlibtins {}\nBoost {}.{}.{}\nspdlog {}.{}.{}\n",
                     TAPBOND_VERSION, pcap_lib_version(), TINS_VERSION, BOOST_VERSION / 100000,
                     BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, SPDLOG_VER_MAJOR,
                     SPDLOG_VER_MINOR, SPDLOG_VER_PATCH);
}

}  // namespace tapbond
