// scripts/classroom.sh is harmless to run twice, and leaves nothing behind.

#include <gmock/gmock.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/process.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

class ClassroomScript : public NetworkTest {
 protected:
  ~ClassroomScript() override {
    if (geteuid() == 0) run({CLASSROOM_SCRIPT, "down", "--prefix", prefix_});
  }

  std::string script(const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {CLASSROOM_SCRIPT, "--prefix", prefix_};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return must_run(command);
  }
  static std::string namespaces() { return must_run({"ip", "netns", "list"}); }

  const std::string prefix_ = "tblab-" + std::to_string(getpid()) + "-class";
};

TEST_F(ClassroomScript, UpAndDownTwice) {
  script({"up", "--teams", "2"});
  EXPECT_EQ(script({"up", "--teams", "2"}), "");
  for (const std::string team : {"1", "2"}) {
    must_run({"ping", "-n", "-q", "-c", "1", "-W", "5", "10.0." + team + ".2"},
             prefix_ + team + "-attack");
    EXPECT_THAT(
        must_run({"ip", "-o", "address", "show", "dev", "eth1"}, prefix_ + team + "-sensor"),
        testing::IsEmpty());
  }
  script({"down"});
  EXPECT_THAT(namespaces(), Not(HasSubstr(prefix_)));
  EXPECT_EQ(script({"down"}), "");
}

TEST_F(ClassroomScript, AnAggregatorGivesBothDirectionsToOneLeg) {
  script({"up"});
  EXPECT_EQ(script({"up", "--tap", "aggregator"}), "") << "another tap is another classroom";
  const std::string sensor = prefix_ + "1-sensor";
  EXPECT_THAT(must_run({"ip", "-o", "link", "show"}, sensor), Not(HasSubstr("eth2")));
  for (const std::string& host : {std::string("10.0.1.2"), std::string("10.0.1.3")}) {
    must_run({"ping", "-n", "-q", "-c", "2", "-i", "0.1", "-W", "5", host}, prefix_ + "1-attack");
  }
  // Two requests and replies each, and who has which address is asked before.
  EXPECT_GE(counter(sensor, "eth1", "rx_packets"), 8U + 4U);
}

TEST_F(ClassroomScript, TheTapDoesNotHearWhatStaysBehindTheSwitch) {
  script({"up"});
  const std::string sensor = prefix_ + "1-sensor";
  must_run({"ping", "-n", "-q", "-c", "5", "-i", "0.1", "-W", "5", "10.0.1.2"},
           prefix_ + "1-monitored");
  EXPECT_EQ(counter(sensor, "eth1", "rx_packets"), 0U) << "the attack host was not asked";
  EXPECT_LE(counter(sensor, "eth2", "rx_packets"), 2U) << "only who has the address, to everybody";
}

TEST_F(ClassroomScript, DryRunChangesNothing) {
  EXPECT_THAT(script({"up", "--dry-run"}), HasSubstr("ip netns add " + prefix_ + "1-attack"));
  EXPECT_THAT(namespaces(), Not(HasSubstr(prefix_)));
}

TEST_F(ClassroomScript, MendsWhatIsIncomplete) {
  script({"up"});
  must_run({"ip", "netns", "delete", prefix_ + "1-target"});
  script({"up"});
  must_run({"ping", "-n", "-q", "-c", "1", "-W", "5", "10.0.1.2"}, prefix_ + "1-attack");
}

}  // namespace
}  // namespace tapbond::lab
