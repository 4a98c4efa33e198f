// Holds a capture of numbered frames against the truth: is every frame there, once, and in order?
// One pass; memory is one bit per number.

#include <getopt.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/tools/numbered_frame.h"

namespace {

constexpr const char* kHelp = R"(usage: capture_check [--count N] [--first N] FILE
Prints about the numbered frames in a pcap or pcapng file ("-" is standard input), as key=value:

  frames                 records in the file
  numbered               of these, frames that frame_sender or capture_maker numbered
  missing                numbers of first ... first + count - 1 that are not there
  duplicate              frames whose number was there before
  foreign                numbered frames outside of first ... first + count - 1
  inversions_by_stamp    frames with an earlier time stamp than the frame before them
  inversions_by_number   numbered frames with a lower number than the numbered frame before them
  largest_step_back_ns   the furthest that a time stamp lies before the latest one seen
  first, last            number of the first and of the last numbered frame in the file

Without --count, the highest number seen is taken for the last one sent. --first defaults to 0.
Exit status 1 when the file cannot be read to its end.
)";

struct Tally {
  std::uint64_t frames = 0;
  std::uint64_t numbered = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t foreign = 0;
  std::uint64_t inversions_by_stamp = 0;
  std::uint64_t inversions_by_number = 0;
  std::int64_t largest_step_back = 0;
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

class Checker {
 public:
  Checker(std::uint64_t first, std::optional<std::uint64_t> count) : first_(first), count_(count) {
    if (count_) seen_.resize(*count_);
  }

  void frame(std::int64_t stamp, std::span<const std::uint8_t> bytes) {
    if (tally_.frames++ > 0) {
      if (stamp < previous_stamp_) ++tally_.inversions_by_stamp;
      tally_.largest_step_back = std::max(tally_.largest_step_back, latest_stamp_ - stamp);
      latest_stamp_ = std::max(latest_stamp_, stamp);
    } else {
      latest_stamp_ = stamp;
    }
    previous_stamp_ = stamp;
    if (const auto number = tapbond::tools::number_of(bytes)) count_number(*number);
  }

  void report(std::ostream& out) const {
    const auto present = static_cast<std::uint64_t>(std::count(seen_.begin(), seen_.end(), true));
    out << "frames=" << tally_.frames << "\nnumbered=" << tally_.numbered
        << "\nmissing=" << seen_.size() - present << "\nduplicate=" << tally_.duplicate
        << "\nforeign=" << tally_.foreign << "\ninversions_by_stamp=" << tally_.inversions_by_stamp
        << "\ninversions_by_number=" << tally_.inversions_by_number
        << "\nlargest_step_back_ns=" << tally_.largest_step_back;
    if (tally_.first) out << "\nfirst=" << *tally_.first << "\nlast=" << *tally_.last;
    out << '\n';
  }

 private:
  void count_number(std::uint64_t number) {
    ++tally_.numbered;
    if (!tally_.first) tally_.first = number;
    if (tally_.last && number < *tally_.last) ++tally_.inversions_by_number;
    tally_.last = number;
    const std::uint64_t position = number - first_;
    if (number < first_ || (count_ && position >= *count_)) {
      ++tally_.foreign;
      return;
    }
    if (position >= seen_.size()) seen_.resize(position + 1);
    if (seen_[position]) ++tally_.duplicate;
    seen_[position] = true;
  }

  std::uint64_t first_;
  std::optional<std::uint64_t> count_;
  std::vector<bool> seen_;
  Tally tally_;
  std::int64_t previous_stamp_ = 0;
  std::int64_t latest_stamp_ = 0;
};

}  // namespace

int main(int argc, char** argv) try {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> count;
  const option options[] = {{"count", required_argument, nullptr, 'c'},
                            {"first", required_argument, nullptr, 'f'},
                            {"help", no_argument, nullptr, 'h'},
                            {}};
  for (int choice; (choice = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    switch (choice) {
      case 'c':
        count = std::stoull(optarg);
        break;
      case 'f':
        first = std::stoull(optarg);
        break;
      case 'h':
        std::cout << kHelp;
        return 0;
      default:
        throw std::invalid_argument("see --help");
    }
  }
  if (optind + 1 != argc) throw std::invalid_argument("one file, please; see --help");

  char error[PCAP_ERRBUF_SIZE] = "";
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline_with_tstamp_precision(argv[optind], PCAP_TSTAMP_PRECISION_NANO, error),
      &pcap_close);
  if (!capture) throw std::runtime_error(error);

  Checker checker(first, count);
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  int status;
  while ((status = pcap_next_ex(capture.get(), &header, &bytes)) == 1) {
    checker.frame(header->ts.tv_sec * 1'000'000'000L + header->ts.tv_usec, {bytes, header->caplen});
  }
  checker.report(std::cout);
  if (status == PCAP_ERROR) throw std::runtime_error(pcap_geterr(capture.get()));
  return 0;
} catch (const std::exception& error) {
  std::cerr << "capture_check: " << error.what() << '\n';
  return 1;
}
