// Wireshark's programs capture through tapbond: as an extcap, and over a pipe.

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Wireshark : public NetworkTest {};

// A command that finds tapbond in Wireshark's extcap folder. The folder is a file system of the
// command's own, so that nothing is left behind on this machine.
std::vector<std::string> with_extcap(const std::vector<std::string>& command) {
  std::vector<std::string> all = {
      "unshare",
      "--mount",
      "sh",
      "-ec",
      R"(folder=$(tshark -G folders 2>/dev/null | sed -n 's/^Extcap path:[[:space:]]*//p')
         mount -t tmpfs tapbond-test "$folder"
         ln -s "$0" "$folder/tapbond"
         exec "$@")",
      tapbond_program()};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

TEST_F(Wireshark, ListsTheBondedTaps) {
  EXPECT_THAT(must_run(with_extcap({"tshark", "-D"})),
              ContainsRegex("[0-9]+\\. tapbond \\(Bonded taps \\(tapbond\\)\\)\n"));
}

TEST_F(Wireshark, CapturesFromTheBondedTaps) {
  const Scratch scratch;
  const std::string file = scratch.path("captured.pcapng");
  Lab lab(2);
  Process tshark(with_extcap({"tshark", "-i", "tapbond", "-o", "extcap.tapbond.legs:eth1 eth2",
                              "-o", "extcap.tapbond.label:eth1=client side", "-f",
                              "udp dst port 9000", "-w", file, "-c", "2000"}),
                 {.netns = lab.sensor()});
  // tshark does not say when it listens, so the sender goes on until it has its number.
  ASSERT_TRUE(eventually([&] {
    lab.send({"--count", "500", "--rate", "20000"});
    return !tshark.running();
  })) << tshark.err();
  const Result result = tshark.wait();
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, Not(HasSubstr("rror"))) << "tshark shows what an extcap says as an error";
  const std::string interfaces = must_run({"capinfos", "-I", file});
  EXPECT_THAT(interfaces, HasSubstr("eth1"));
  EXPECT_THAT(interfaces, HasSubstr("eth2"));
  auto truth = check(file);
  EXPECT_EQ(truth["frames"], 2000U);
  EXPECT_EQ(truth["inversions_by_stamp"], 0U);
}

TEST_F(Wireshark, IsToldWhatIsWrong) {
  const Lab lab(1);
  const auto tshark =
      with_extcap({"tshark", "-i", "tapbond", "-o", "extcap.tapbond.legs:eth7", "-c", "1"});
  Result result;
  // When tshark learns of the end before it has read what was said, it shows an empty line.
  EXPECT_TRUE(eventually([&] {
    result = run(tshark, lab.sensor());
    return result.err.find("eth7: there is no such interface") != std::string::npos;
  })) << result.err;
}

// What sshdump does with its remote command, ssh aside: it hands on what arrives.
TEST_F(Wireshark, ReadsThePipeOfARemoteTapbond) {
  Lab lab(2);
  Pipe pipe = make_pipe();
  Sensor sensor(lab.sensor(), lab.legs(), {"-w", "-", "not", "port", "22"},
                {.stdout_fd = pipe.write.get()});
  pipe.write.reset();
  Process tshark({"tshark", "-n", "-i", "-", "-T", "fields", "-e", "udp.dstport", "-c", "1000"},
                 {.stdin_fd = pipe.read.get()});
  pipe.read.reset();
  lab.send({"--count", "1000", "--rate", "20000"});
  const Result result = tshark.wait();
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1000);
}

}  // namespace
}  // namespace tapbond::lab
