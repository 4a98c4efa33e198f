// Reads text lines that begin with the time of their frame (as tcpdump -tt prints it) and prints
// how long after that time each line arrived: median, 99th percentile, maximum.

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

constexpr const char* kHelp = R"(usage: PROGRAM -l -tt ... | line_latency
Prints key=value lines: lines, median_us, p99_us, max_us. Lines without a time stamp are ignored.
)";

double now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

void add_latency(std::string_view line, double arrival, std::vector<double>& latencies) {
  double stamp = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), stamp);
  if (error == std::errc{} && end != line.data() && stamp > 1e9) {
    latencies.push_back((arrival - stamp) * 1e6);
  }
}

std::int64_t percentile(const std::vector<double>& sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return std::llround(sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1]);
}

}  // namespace

int main(int argc, char**) {
  if (argc > 1) {
    std::cout << kHelp;
    return 0;
  }
  std::vector<double> latencies;
  std::string text;
  char block[65536];
  for (ssize_t got; (got = read(STDIN_FILENO, block, sizeof block)) != 0;) {
    if (got < 0) {
      if (errno == EINTR) continue;
      std::cerr << "line_latency: " << std::strerror(errno) << '\n';
      return 1;
    }
    const double arrival = now();
    text.append(block, static_cast<std::size_t>(got));
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      add_latency(std::string_view(text).substr(begin, end - begin), arrival, latencies);
    }
    text.erase(0, begin);
  }
  std::cout << "lines=" << latencies.size() << '\n';
  if (latencies.empty()) return 0;
  std::sort(latencies.begin(), latencies.end());
  std::cout << "median_us=" << percentile(latencies, 0.5)
            << "\np99_us=" << percentile(latencies, 0.99)
            << "\nmax_us=" << percentile(latencies, 1.0) << '\n';
  return 0;
}
