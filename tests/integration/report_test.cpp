// --report: what a browser reads in it, against what was sent and what other programs count.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/files/capture_builder.h"
#include "tests/integration/lab.h"
#include "tests/integration/network_test.h"
#include "tests/integration/program.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

// What stands in a report, or nothing where there is no browser to read it.
std::optional<Json> read(const std::string& report) {
  if (!std::filesystem::exists("/usr/bin/chromium") ||
      !std::filesystem::exists(PAGE_MODULES "/node_modules/axe-core")) {
    return std::nullopt;
  }
  const Result result = run({"node", REPORT_TEST, PAGE_MODULES, report, report + ".png"});
  EXPECT_EQ(result.status, 0) << result.err;
  return result.status == 0 ? std::optional(Json::parse(result.out)) : std::nullopt;
}

// The row of a table that begins so; an empty one where there is none.
Json row(const Json& said, const std::string& table, const std::string& first) {
  for (const Json& each : said["tables"].value(table, Json::array())) {
    if (each.at(0).get<std::string>() == first) return each;
  }
  ADD_FAILURE() << "no " << first << " in the " << table << ": " << said.dump();
  return Json::array({"", "", "", "", "", "", "", "", "", "", "", ""});
}

bool private_to_owner(const std::string& path) {
  return std::filesystem::status(path).permissions() ==
         (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

class Report : public NetworkTest {
 protected:
  std::string report() const { return scratch_.path("report.html"); }
  const Scratch scratch_;
};

TEST_F(Report, SaysWhatWasCaptured) {
  const Lab lab(2);
  const std::string written = scratch_.path("written.pcapng");
  Sensor sensor(lab.sensor(), lab.legs(),
                {"-w", written, "--report", report(), "-Z", "root", "--label", "eth1=uplink & co"});
  lab.send({"--count", "4000", "--rate", "2000"});
  EXPECT_FALSE(std::filesystem::exists(report()));
  const Outcome outcome = sensor.stop();
  EXPECT_EQ(outcome.summary.written(), 4000U);
  EXPECT_TRUE(private_to_owner(report()));
  const std::optional<Json> said = read(report());
  if (!said) GTEST_SKIP() << "nothing reads it";
  EXPECT_THAT(must_run({"capinfos", "-c", "-M", written}), HasSubstr("4000"));
  EXPECT_EQ((*said)["facts"]["packets"], "4,000");
  EXPECT_EQ(row(*said, "table of legs", "eth1: uplink & co")[1], "2,000");
  EXPECT_EQ(row(*said, "table of legs", "eth2")[2], "2,000");
  EXPECT_EQ(row(*said, "table of outputs", "report")[1], "4,000");
  EXPECT_THAT((*said)["plots"]["eth2"].get<std::string>(), HasSubstr("packets/s"));
  EXPECT_GE((*said)["pages"], 1);
}

// What students do: ping through a tap, and then look at the capture.
TEST_F(Report, HasRoundTripsAndConversationsOfACapture) {
  const Classroom classroom;
  const std::string written = scratch_.path("ping.pcapng");
  Sensor sensor(classroom.sensor(), {"eth1", "eth2"}, {"-w", written});
  must_run({"ping", "-c", "20", "-i", "0.05", Classroom::kServerAddress}, classroom.client());
  sensor.stop();
  EXPECT_EQ(must_run({tapbond_program(), "-r", written, "--report", report(), "-Z", "root"}), "");
  const std::optional<Json> said = read(report());
  if (!said) GTEST_SKIP() << "nothing reads it";
  EXPECT_EQ(row(*said, "table of round trips", "ICMP, reply")[1], "20");
  EXPECT_EQ(row(*said, "table of protocols", "IPv4 ICMP")[1], "40");
  const Json talk = (*said)["tables"]["table of conversations"].at(0);
  EXPECT_EQ(talk[1], Classroom::kServerAddress);
  EXPECT_EQ(talk[2], "icmp");
  EXPECT_EQ(talk[6], "20");
  EXPECT_EQ(talk[7], "20");
  const std::string packets =
      must_run({"bash", "-c", "tcpdump -nr '" + written + "' 2>/dev/null | wc -l"});
  EXPECT_EQ((*said)["facts"]["packets"].get<std::string>() + "\n", packets);
  EXPECT_TRUE((*said)["plots"].contains(written + ", eth1"));
}

TEST_F(Report, ShowsTextOfACaptureAsText) {
  const std::string script = "<script>alert(1)</script>";
  const std::string image = "\"><img src=x onerror=alert(1)>";
  CaptureBuilder file;
  file.section().interface(1, 0, file.option(2, script) + file.option(3, image));
  // A question of DNS for a name that is a tag.
  const auto bytes = [](const char* text, std::size_t size) { return std::string(text, size); };
  const std::string question = bytes("\0\1\1\0\0\1\0\0\0\0\0\0\x09<b>bad<b>\0\0\1\0\1", 27);
  const std::string udp = bytes("\x13\x88\0\x35\0\x23\0\0", 8) + question;
  const std::string ip = bytes("\x45\0\0\x37\0\0\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\2", 20) + udp;
  const std::string frame = std::string(12, 'x') + bytes("\x08\0", 2) + ip;
  file.enhanced_packet(0, 1'700'000'000'000'000, frame, static_cast<std::uint32_t>(frame.size()));
  const std::string capture = scratch_.path("capture.pcapng");
  std::ofstream(capture, std::ios::binary) << file.data();
  must_run({tapbond_program(), "-r", capture, "-K", "--report", report(), "-Z", "root"});
  const std::optional<Json> said = read(report());
  if (!said) GTEST_SKIP() << "nothing reads it";
  EXPECT_EQ(row(*said, "table of interfaces", capture)[1], script);
  EXPECT_EQ(row(*said, "table of interfaces", capture)[2], image);
  EXPECT_EQ(row(*said, "table of names", "<b>bad<b>")[1], "1");
}

TEST_F(Report, IsWholeOrNotThere) {
  const std::string capture = scratch_.path("a.pcap");
  must_run({CAPTURE_MAKER, "--count", "1000", capture, scratch_.path("b.pcap")});
  const auto refuses = [&](const std::string& path, const std::string& why) {
    const Result result = run({tapbond_program(), "-r", capture, "--report", path, "-Z", "root"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr(why));
  };
  refuses(capture, "is read and would be written");
  refuses("-", "needs the name of a file");
  std::filesystem::create_directory(scratch_.path("folder"));
  refuses(scratch_.path("folder"), "no regular file");
  refuses(scratch_.path("none/report.html"), "No such file");
  std::ofstream(report()) << "an older one";
  must_run({tapbond_program(), "-r", capture, "--report", report(), "-Z", "root"});
  std::ifstream file(report());
  std::string first;
  std::getline(file, first);
  EXPECT_EQ(first, "<!doctype html>");
  EXPECT_TRUE(private_to_owner(report()));
  const auto files =
      std::filesystem::directory_iterator(std::filesystem::path(report()).parent_path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 4) << "something was left behind";
}

}  // namespace
}  // namespace tapbond::lab
