// The files of the log, and what stands in their lines.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>

#include "sensor/sessions/community_id.h"
#include "sensor/sessions/digests.h"
#include "session_log.h"

namespace tapbond::test {
namespace {

using sessions::Address;
using sessions::CommunityId;
using sessions::FilledRows;
using sessions::LogField;
using sessions::LogFormat;
using sessions::LogRow;
using sessions::LogSchema;

constexpr LogField kFields[] = {{"name", "string"}, {"names", "set[string]"}, {"ts", "time"}};
constexpr LogSchema kSchema{"sample", kFields};

std::string line_of(LogFormat format, const LogRow::Rows& rows) {
  fmt::memory_buffer line;
  FilledRows filled(rows);
  EXPECT_EQ(filled.next(), &kSchema);
  filled.put_line(format, false, line);
  EXPECT_EQ(filled.next(), nullptr);
  return fmt::to_string(line);
}

std::string row_of(LogFormat format, std::string_view name, const std::vector<std::string>& names,
                   std::int64_t stamp) {
  LogRow::Rows rows;
  LogRow(kSchema, rows).text(name).texts(names).time(stamp);
  return line_of(format, rows);
}

TEST(LogText, WhatCameFromOutsideIsEscaped) {
  EXPECT_EQ(row_of(LogFormat::kJson, "a\"\\\n\x1b[31m\xff\xe2\x80\xae", {}, 1'500'000),
            "{\"name\":\"a\\\"\\\\\\u000a\\u001b[31m\\\\xff\\u202e\",\"ts\":0.001500}\n");
  EXPECT_EQ(row_of(LogFormat::kTsv, "a\tb\xff", {"x,y", ""}, -1'500'000),
            "a\\x09b\\xff\tx\\x2cy,(empty)\t-0.001500\n");
  EXPECT_EQ(row_of(LogFormat::kTsv, "-", {}, 0), "\\x2d\t-\t0.000000\n");
  EXPECT_EQ(row_of(LogFormat::kJson, "\xf0\x9f\x90\xa7", {"a"}, 0),
            "{\"name\":\"\\ud83d\\udc27\",\"names\":[\"a\"],\"ts\":0.000000}\n");
}

TEST(LogText, ToHoldNothingIsNotToBeUnset) {
  for (const auto& [format, expected] :
       {std::pair{LogFormat::kJson, "{\"name\":\"a\",\"names\":[],\"ts\":0.000000}\n"},
        std::pair{LogFormat::kTsv, "a\t(empty)\t0.000000\n"}}) {
    LogRow::Rows rows;
    LogRow(kSchema, rows).text("a").empty_set().time(0);
    EXPECT_EQ(line_of(format, rows), expected);
  }
}

TEST(LogText, RowsHaveTheValuesOfTheirLog) {
  LogRow::Rows few;
  LogRow(kSchema, few).text("a").unset();
  EXPECT_THROW(line_of(LogFormat::kJson, few), std::logic_error);
  LogRow(kSchema, few).text("b").unset().time(0);
  EXPECT_THROW(line_of(LogFormat::kJson, few), std::logic_error);
  LogRow::Rows many;
  LogRow(kSchema, many).text("a").unset().time(0).time(0);
  EXPECT_THROW(line_of(LogFormat::kJson, many), std::logic_error);
}

TEST(Logs, AreTheUsersAlone) {
  SessionLog log;
  log.look(udp4(40000, 9999, ascii("x")));
  log.lines();
  struct stat found {};
  ASSERT_EQ(stat((log.directory() / "conn.log").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
}

TEST(Logs, GoOnBehindWhatIsThere) {
  SessionLog log;
  std::ofstream(log.directory() / "conn.log") << "{\"earlier\":true}\n";
  log.look(udp4(40000, 9999, ascii("x")));
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["earlier"], true);
}

TEST(Logs, EndTheLineThatSomebodyLeftBehind) {
  SessionLog log;
  std::ofstream(log.directory() / "conn.log") << "{\"half\":";
  log.look(udp4(40000, 9999, ascii("x")));
  const std::string text = log.text("conn");
  EXPECT_TRUE(text.starts_with("{\"half\":\n{\"ts\":")) << text;
}

TEST(Logs, RefuseALinkInTheirPlace) {
  SessionLog log;
  std::filesystem::create_symlink("/dev/null", log.directory() / "conn.log");
  log.look(udp4(40000, 9999, ascii("x")));
  log.sessions().finish();
  EXPECT_THROW(log.logs().finish(), sessions::LogError);
}

TEST(Logs, FollowOneAnotherAndReplaceNone) {
  SessionLog log({.most_conversations = 10, .reassembly_bytes = 1 << 20, .verify_checksums = true},
                 LogFormat::kJson, 120 * kSecond);
  for (int i = 0; i < 3; ++i) log.look(udp4(40000, 9999, ascii("x")), 100 * kSecond);
  log.lines();
  std::size_t files = 0;
  std::size_t lines = 0;
  for (const auto& entry : std::filesystem::directory_iterator(log.directory())) {
    ++files;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) ++lines;
  }
  EXPECT_EQ(files, 2U);
  EXPECT_EQ(lines, 3U);
}

TEST(Logs, TabSeparatedValuesHaveTheirHeader) {
  SessionLog log({.most_conversations = 10, .reassembly_bytes = 1 << 20, .verify_checksums = true},
                 LogFormat::kTsv);
  log.look(udp4(40000, 9999, ascii("x")));
  const std::string text = log.text("conn");
  EXPECT_TRUE(text.starts_with("#separator \\x09\n#set_separator\t,\n")) << text;
  EXPECT_NE(text.find("\n#fields\tts\tuid\tid.orig_h\t"), std::string::npos) << text;
  EXPECT_NE(text.find("\n#types\ttime\tstring\taddr\t"), std::string::npos) << text;
  EXPECT_NE(text.find("\t192.0.2.1\t40000\t192.0.2.2\t9999\t1:NdSrE81TXgW2Vf8PUZoB4REXE0g=\tudp\t-"
                      "\t-\t-\t-\tS0\t"),
            std::string::npos)
      << text;
}

// As the manual shows it.
TEST(Logs, CanBeAskedInSql) {
  SessionLog log;
  for (unsigned port = 1; port <= 3; ++port) log.look(udp4(port, 9999, ascii("x")));
  log.lines();
  const std::string command =
      "sqlite3 :memory: \"SELECT value ->> '\\$.\\\"id.resp_h\\\"' AS server, count(*) FROM "
      "json_each('[' || replace(rtrim(readfile('" +
      (log.directory() / "conn.log").string() +
      "'), char(10)), char(10), ',') || ']') GROUP BY server\"";
  FILE* answers = popen(command.c_str(), "r");
  ASSERT_NE(answers, nullptr);
  char answer[100] = "";
  EXPECT_NE(fgets(answer, sizeof(answer), answers), nullptr);
  EXPECT_EQ(pclose(answers), 0);
  EXPECT_STREQ(answer, "192.0.2.2|3\n");
}

// Of FIPS 180-4's examples.
TEST(Digests, KnownOnes) {
  const Octets text = ascii("abc");
  const auto digest = sessions::sha1(text);
  EXPECT_EQ(Octets(digest.begin(), digest.end()),
            hex("a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d"));
  const Octets longer = ascii("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  const auto second = sessions::sha1(longer);
  EXPECT_EQ(Octets(second.begin(), second.end()),
            hex("84983e44 1c3bd26e baae4aa1 f95129e5 e54670f1"));
  const auto wider = sessions::sha256(longer);
  EXPECT_EQ(Octets(wider.begin(), wider.end()),
            hex("248d6a61 d20638b8 e5c02693 0c3e6039 a33ce459 64ff2167 f6ecedd4 19db06c1"));
}

// Of the specification's baseline.
TEST(CommunityId, KnownOnes) {
  const sessions::Endpoint client{Address(hex("80e80a65")), 34855};
  const sessions::Endpoint server{Address(hex("42237001")), 80};
  EXPECT_EQ(CommunityId({Address(Octets{128, 232, 110, 120}), 34855},
                        {Address(Octets{66, 35, 250, 204}), 80}, 6, false)
                .text(),
            "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
  EXPECT_EQ(CommunityId(client, server, 6, false).text(),
            CommunityId(server, client, 6, false).text());
}

TEST(Address, PrivateOnes) {
  const auto is_private = [](const Octets& bytes) { return Address(bytes).is_private(); };
  EXPECT_TRUE(is_private({10, 1, 2, 3}));
  EXPECT_TRUE(is_private({172, 31, 0, 1}));
  EXPECT_FALSE(is_private({172, 32, 0, 1}));
  EXPECT_TRUE(is_private({100, 64, 0, 1}));
  EXPECT_FALSE(is_private({8, 8, 8, 8}));
  EXPECT_TRUE(is_private(hex("fe80000000000000 0000000000000001")));
  EXPECT_FALSE(is_private(hex("2600000000000000 0000000000000001")));
}

}  // namespace
}  // namespace tapbond::test
