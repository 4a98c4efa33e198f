#include "sensor/inspect/check_report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/sensor/posix/hostile_text.h"

namespace tapbond {
namespace {

using testing::HasSubstr;
using testing::Not;

Facts two_legs() {
  Facts facts;
  facts.machine.vendor = "innotek GmbH";
  facts.machine.product = "VirtualBox";
  facts.traffic.seconds = 5;
  for (const char* name : {"eth1", "eth2"}) facts.legs.emplace_back().name = name;
  return facts;
}

const Verdict kFine{Level::kOk, "arp", "eth1", "off", "", true};
const Verdict kWarning{Level::kWarn, "time", "", "nobody disciplines the clock", "do it", false};
const Verdict kFailure{Level::kFail, "link", "eth2", "down", "first line\nsecond line", true};

TEST(Report, EndsWithAStatusForScripts) {
  EXPECT_EQ(exit_status({kFine}), 0);
  EXPECT_EQ(exit_status({kFine, kWarning}), 1);
  EXPECT_EQ(exit_status({kFailure, kWarning, kFine}), 2);
}

TEST(Report, IsALinePerVerdictWithWhatToDoBelow) {
  EXPECT_EQ(report_text(two_legs(), {kFine, kWarning, kFailure}),
            "hypervisor: VirtualBox\n"
            "ok    eth1  arp        off\n"
            "warn  -     time       nobody disciplines the clock\n"
            "      -> do it\n"
            "fail  eth2  link       down\n"
            "      -> first line\n"
            "      -> second line\n"
            "all that the guest can mend, at once: /usr/share/tapbond/scripts/guest/legs.sh up "
            "eth1 eth2\n"
            "1 failure, 1 warning: not fit to listen\n");
}

TEST(Report, NamesTheScriptOnlyWhereItHelps) {
  const std::string text = report_text(two_legs(), {kFine, kWarning});
  EXPECT_THAT(text, Not(HasSubstr("legs.sh")));
  EXPECT_THAT(text, HasSubstr("0 failures, 1 warning: fit to listen, with reservations\n"));
  EXPECT_THAT(report_text(two_legs(), {kFine}), HasSubstr("0 warnings: fit to listen\n"));
}

TEST(Report, IsOneJsonObject) {
  const auto report = nlohmann::json::parse(report_json(two_legs(), {kFine, kFailure}));
  EXPECT_EQ(report["hypervisor"], "VirtualBox");
  EXPECT_EQ(report["seconds"], 5);
  EXPECT_EQ(report["status"], 2);
  EXPECT_EQ(report["mend_guest"], "/usr/share/tapbond/scripts/guest/legs.sh up eth1 eth2");
  ASSERT_EQ(report["verdicts"].size(), 2u);
  EXPECT_EQ(report["verdicts"][1], nlohmann::json({{"level", "fail"},
                                                   {"check", "link"},
                                                   {"leg", "eth2"},
                                                   {"evidence", "down"},
                                                   {"remedy", "first line\nsecond line"}}));
}

TEST(Report, IsJsonWhateverAnInterfaceIsCalled) {
  Verdict verdict = kFailure;
  verdict.leg = "e\xff\"\x01";
  EXPECT_TRUE(nlohmann::json::accept(report_json(two_legs(), {verdict})));
}

TEST(Report, IsHarmlessWhateverAreTheNames) {
  Facts facts = two_legs();
  facts.legs[0].name = facts.machine.vendor = facts.machine.product = hostile_name();
  Verdict verdict = kFailure;
  verdict.leg = verdict.evidence = hostile_name();
  const std::string text = report_text(facts, {verdict});
  EXPECT_TRUE(harmless(text));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6) << text;
  EXPECT_TRUE(harmless(report_json(facts, {verdict})));
}

}  // namespace
}  // namespace tapbond
