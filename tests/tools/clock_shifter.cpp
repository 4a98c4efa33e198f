// Passes a live capture on as the clock of another host would have stamped it: so far ahead, faster
// by so much, and set at a moment.

#include <getopt.h>
#include <pcap/pcap.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

constexpr const char* kHelp = R"(usage: clock_shifter [options] <CAPTURE >CAPTURE
Shifts the stamps of a pcap file that may still be growing; each frame leaves as it comes.

  --ahead-us N   microseconds that the other clock is ahead at the first frame
  --ppm N        how much faster it goes
  --step-ms N    how far it is set
  --step-at N    so many seconds behind the first frame (default: never)
  --help
)";

constexpr std::int64_t kSecond = 1'000'000'000;

using Capture = std::unique_ptr<pcap_t, decltype(&pcap_close)>;
using Dumper = std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)>;

struct Clock {
  std::int64_t ahead_ns = 0;
  double drift = 0;
  std::int64_t step_ns = 0;
  std::int64_t step_at_ns = -1;

  std::int64_t shift(std::int64_t since_first) const {
    const bool is_set = step_at_ns >= 0 && since_first >= step_at_ns;
    return ahead_ns + static_cast<std::int64_t>(drift * static_cast<double>(since_first)) +
           (is_set ? step_ns : 0);
  }
};

void pass_on(pcap_t* in, pcap_dumper_t* out, const Clock& clock) {
  pcap_pkthdr* header = nullptr;
  const std::uint8_t* bytes = nullptr;
  std::int64_t first = -1;
  int status = 0;
  while ((status = pcap_next_ex(in, &header, &bytes)) == 1) {
    // Opened for nanoseconds, which tv_usec then counts.
    std::int64_t stamp = header->ts.tv_sec * kSecond + header->ts.tv_usec;
    if (first < 0) first = stamp;
    stamp += clock.shift(stamp - first);
    header->ts.tv_sec = stamp / kSecond;
    header->ts.tv_usec = stamp % kSecond;
    pcap_dump(reinterpret_cast<std::uint8_t*>(out), header, bytes);
    if (pcap_dump_flush(out) != 0) return;  // nobody reads any more
  }
  if (status == PCAP_ERROR) throw std::runtime_error(pcap_geterr(in));
}

}  // namespace

int main(int argc, char** argv) try {
  Clock clock;
  const option options[] = {
      {"ahead-us", required_argument, nullptr, 'a'}, {"ppm", required_argument, nullptr, 'p'},
      {"step-ms", required_argument, nullptr, 's'},  {"step-at", required_argument, nullptr, 't'},
      {"help", no_argument, nullptr, 'h'},           {}};
  for (int choice; (choice = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    switch (choice) {
      case 'a':
        clock.ahead_ns = std::stoll(optarg) * 1'000;
        break;
      case 'p':
        clock.drift = std::stod(optarg) * 1e-6;
        break;
      case 's':
        clock.step_ns = std::stoll(optarg) * 1'000'000;
        break;
      case 't':
        clock.step_at_ns = std::stoll(optarg) * kSecond;
        break;
      case 'h':
        std::cout << kHelp;
        return 0;
      default:
        return 2;
    }
  }
  char error[PCAP_ERRBUF_SIZE];
  const Capture in(
      pcap_fopen_offline_with_tstamp_precision(stdin, PCAP_TSTAMP_PRECISION_NANO, error),
      &pcap_close);
  if (!in) throw std::runtime_error(error);
  const Dumper out(pcap_dump_fopen(in.get(), stdout), &pcap_dump_close);
  if (!out) throw std::runtime_error(pcap_geterr(in.get()));
  pcap_dump_flush(out.get());  // the header, which a reader waits for
  pass_on(in.get(), out.get(), clock);
  return 0;
} catch (const std::exception& failure) {
  std::cerr << "clock_shifter: " << failure.what() << '\n';
  return 1;
}
