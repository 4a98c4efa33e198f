// --align on a live feed whose stamps are another clock's: ahead, faster, and set once.

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/common_stamps.h"
#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;

constexpr const char* kFeed = "TCP@127.0.0.1:57031";
constexpr const char* kClientAddress = "10.0.1.1";
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMicrosecond = 1'000;
constexpr int kRequest = 8;
constexpr int kReply = 0;
constexpr std::int64_t kStepAt = 14;  // seconds behind the first frame of the feed

// Echo requests and replies of a capture, by who sent them, type and number, with their stamps.
struct Echo {
  std::string source;
  int type = 0;
  int number = 0;
  auto operator<=>(const Echo&) const = default;
};

std::map<Echo, std::int64_t> echoes_in(const std::string& file) {
  std::istringstream rows(
      must_run({"tshark", "-n", "-r", file, "-Y", "icmp", "-T", "fields", "-e", "frame.time_epoch",
                "-e", "ip.src", "-e", "icmp.type", "-e", "icmp.seq"}));
  std::map<Echo, std::int64_t> stamps;
  std::int64_t seconds = 0;
  char point = 0;
  std::string fraction;
  for (Echo echo;
       rows >> seconds >> point >> fraction >> echo.source >> echo.type >> echo.number;) {
    stamps[echo] = seconds * kSecond + std::stoll(fraction);
  }
  return stamps;
}

class AlignedFeed : public NetworkTest {
 protected:
  void SetUp() override {
    NetworkTest::SetUp();
    if (IsSkipped()) return;
    classroom_.emplace();
    must_run({"ip", "-n", classroom_->sensor(), "link", "set", "lo", "up"});
  }

  // eth2 as another host would serve it, whose clock is 50 ms ahead and 30 ppm fast, and set
  // forward by so much that no answer is stamped as near to its question as answers are.
  std::unique_ptr<Process> serve_eth2() {
    std::string pipeline = tapbond_program();
    pipeline += " -i eth2 -U --hold 5 --format pcap -w - | ";
    pipeline += CLOCK_SHIFTER;
    pipeline += " --ahead-us 50000 --ppm 30 --step-ms 1000 --step-at ";
    pipeline += std::to_string(kStepAt);
    pipeline += " | exec nc -l -N 127.0.0.1 57031";
    return std::make_unique<Process>(std::vector<std::string>{"sh", "-c", pipeline},
                                     Process::Options{.netns = classroom_->sensor()});
  }

  // Each host asks the other, so that there is evidence in both directions.
  void talk(std::int64_t seconds) {
    const std::string count = std::to_string(seconds * 50);
    Process there({"ping", "-q", "-i", "0.02", "-c", count, Classroom::kServerAddress},
                  {.netns = classroom_->client()});
    Process back({"ping", "-q", "-i", "0.02", "-c", count, kClientAddress},
                 {.netns = classroom_->server()});
    EXPECT_EQ(there.wait().status, 0);
    EXPECT_EQ(back.wait().status, 0);
  }

  std::optional<Classroom> classroom_;
  const Scratch scratch_;
};

// From a host's request to the other one's reply, at the least.
std::int64_t shortest_way(const std::map<Echo, std::int64_t>& stamps, const std::string& from,
                          const std::string& to) {
  std::int64_t shortest = kSecond;
  for (const auto& [echo, stamp] : stamps) {
    if (echo.source != from || echo.type != kRequest) continue;
    const auto reply = stamps.find({to, kReply, echo.number});
    if (reply != stamps.end()) shortest = std::min(shortest, reply->second - stamp);
  }
  return shortest;
}

TEST_F(AlignedFeed, IsPutOnTheClockOfThisHost) {
  const CommonStamps stamps;
  const std::string aligned_file = scratch_.path("aligned.pcapng");
  const std::string direct_file = scratch_.path("direct.pcapng");
  const auto feed = serve_eth2();
  Sensor direct(classroom_->sensor(), {"eth1", "eth2"}, {"--order", "stamp", "-w", direct_file});
  Sensor both(classroom_->sensor(), {"eth1", kFeed},
              {"--align", "--order", "stamp", "-w", aligned_file});
  ASSERT_TRUE(both.process().wait_for_error_text("57031 has ")) << both.process().err();
  talk(kStepAt + 4);
  std::this_thread::sleep_for(1s);
  direct.stop();
  const Outcome outcome = both.stop();
  EXPECT_THAT(outcome.result.err, HasSubstr("a clock was set; clock 1050."));
  EXPECT_THAT(outcome.result.err, HasSubstr("set 1 time"));

  const auto truth = echoes_in(direct_file);
  const auto aligned = echoes_in(aligned_file);
  ASSERT_EQ(truth.size(), aligned.size());
  // Half of what the ways there and back take together is what cannot be known.
  const std::int64_t round_trip = shortest_way(truth, kClientAddress, Classroom::kServerAddress) +
                                  shortest_way(truth, Classroom::kServerAddress, kClientAddress);
  const std::int64_t tolerance = std::max(10 * kMicrosecond, round_trip / 2);
  std::int64_t first = 0;  // of eth2
  for (const auto& [echo, stamp] : truth) {
    if (echo.source == kClientAddress) continue;
    first = first == 0 ? stamp : std::min(first, stamp);
  }
  const std::int64_t step = first + kStepAt * kSecond;
  std::int64_t settled = 0;  // frames that came when offset and drift could be known
  std::int64_t worst = 0;
  std::int64_t last_wrong = step;
  for (const auto& [echo, stamp] : truth) {
    const std::int64_t off = std::abs(aligned.at(echo) - stamp);
    if (echo.source == kClientAddress) {
      EXPECT_EQ(off, 0) << "the reference is left as it is";
    } else if (stamp >= step - 2 * kSecond && stamp < step) {
      ++settled;
      worst = std::max(worst, off);
    } else if (stamp >= step && off > 500 * kMicrosecond) {
      last_wrong = std::max(last_wrong, stamp);
    }
  }
  EXPECT_GT(settled, 100);
  EXPECT_LE(worst, tolerance) << "nanoseconds";
  EXPECT_LE(last_wrong - step, 2 * kSecond) << "until the step was noticed";
}

}  // namespace
}  // namespace tapbond::lab
