// Writes capture files of numbered frames, dealt to the files in turns: what the legs of a tap
// would have recorded, made without a network.

#include <getopt.h>
#include <pcap/pcap.h>

#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/tools/numbered_frame.h"

namespace {

constexpr const char* kHelp = R"(usage: capture_maker [--count N] [--size BYTES] FILE...
Deals N numbered frames, one microsecond apart, to the pcap files (nanosecond stamps) in turns.

      --count N      frames in all files together (default 1000)
      --size BYTES   frame without check sequence (default 100)
      --tcp N        TCP segments of N conversations, in two files (default: UDP)
      --help
)";

constexpr std::int64_t kFirstStamp = 1'700'000'000'000'000'000;
constexpr std::int64_t kGap = 1'000;
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kSnaplen = 262144;

using Capture = std::unique_ptr<pcap_t, decltype(&pcap_close)>;
using Dumper = std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)>;

}  // namespace

int main(int argc, char** argv) try {
  std::uint64_t count = 1000;
  std::size_t size = 100;
  std::uint64_t conversations = 0;
  const option options[] = {{"count", required_argument, nullptr, 'c'},
                            {"size", required_argument, nullptr, 's'},
                            {"tcp", required_argument, nullptr, 't'},
                            {"help", no_argument, nullptr, 'h'},
                            {}};
  for (int choice; (choice = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    switch (choice) {
      case 'c':
        count = std::stoull(optarg);
        break;
      case 's':
        size = std::stoull(optarg);
        break;
      case 't':
        conversations = std::stoull(optarg);
        break;
      case 'h':
        std::cout << kHelp;
        return 0;
      default:
        throw std::invalid_argument("see --help");
    }
  }
  if (optind == argc) throw std::invalid_argument("no file given; see --help");
  if (conversations != 0 && argc - optind != 2) {
    throw std::invalid_argument("--tcp needs two files; see --help");
  }

  const Capture format(
      pcap_open_dead_with_tstamp_precision(DLT_EN10MB, kSnaplen, PCAP_TSTAMP_PRECISION_NANO),
      &pcap_close);
  std::vector<Dumper> files;
  std::vector<tapbond::tools::NumberedFrame> frames;
  for (int i = optind; i < argc; ++i) {
    files.emplace_back(pcap_dump_open(format.get(), argv[i]), &pcap_dump_close);
    if (!files.back()) throw std::runtime_error(pcap_geterr(format.get()));
    frames.emplace_back(size, static_cast<std::uint8_t>(files.size()));
  }
  std::optional<tapbond::tools::NumberedSegment> segment;
  if (conversations != 0) segment.emplace(size, conversations);
  for (std::uint64_t number = 0; number < count; ++number) {
    const std::size_t leg = number % files.size();
    const std::int64_t stamp = kFirstStamp + static_cast<std::int64_t>(number) * kGap;
    const auto sent = static_cast<std::uint64_t>(stamp);
    if (segment) {
      segment->set(number, sent);
    } else {
      frames[leg].set(number, sent, 9000);
    }
    const auto bytes = segment ? segment->bytes() : frames[leg].bytes();
    pcap_pkthdr header{};
    header.ts.tv_sec = stamp / kSecond;
    header.ts.tv_usec = stamp % kSecond;
    header.caplen = header.len = static_cast<bpf_u_int32>(size);
    pcap_dump(reinterpret_cast<u_char*>(files[leg].get()), &header, bytes.data());
  }
  for (const Dumper& file : files) {
    if (pcap_dump_flush(file.get()) != 0) throw std::runtime_error("the disk took not everything");
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << "capture_maker: " << error.what() << '\n';
  return 1;
}
