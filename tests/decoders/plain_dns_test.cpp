// What is read without libtins is what libtins reads.
#include "decoders/messages/plain_dns.h"

#include <gtest/gtest.h>
#include <tins/dns.h>

#include <random>
#include <string>
#include <vector>

namespace tapbond {
namespace {

using messages::DnsMessage;
using Message = std::vector<std::uint8_t>;

constexpr std::size_t kHeader = 12;

void put16(Message& message, unsigned value) {
  message.push_back(static_cast<std::uint8_t>(value >> 8));
  message.push_back(static_cast<std::uint8_t>(value));
}

// A response to a question for www.example.com, without answers yet.
Message question(unsigned type) {
  Message message{0x12, 0x34, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0};
  const std::string name("\3www\7example\3com\0", 17);
  message.insert(message.end(), name.begin(), name.end());
  put16(message, type);
  put16(message, 1);
  return message;
}

// A record whose name is the question's. `counter`: where the header counts its section.
void add(Message& message, unsigned type, const std::string& data, std::size_t counter = 6) {
  put16(message, 0xc000 | kHeader);
  put16(message, type);
  put16(message, 1);
  put16(message, 1);
  put16(message, 0x5180);
  put16(message, static_cast<unsigned>(data.size()));
  message.insert(message.end(), data.begin(), data.end());
  ++message[counter + 1];
}

const std::string kNear("\xc0\x10", 2);  // example.com
const std::string kFar("\3cdn\xc0\x10", 6);
const std::string kStart("\3ns1\xc0\x10\4root\xc0\x10\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5", 33);

std::vector<Message> plain_messages() {
  std::vector<Message> all;
  for (const unsigned type : {1, 2, 5, 12, 28, 39}) {
    Message message = question(type);
    all.push_back(message);
    add(message, 5, kFar);
    add(message, 1, {"\xc0\0\2\1", 4});
    add(message, 28, {"\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16});
    add(message, 28, {"\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1", 16});
    add(message, 28, std::string(16, '\0'));
    add(message, type == 1 || type == 28 ? 12 : type, kNear);
    all.push_back(message);
    add(message, 6, kStart, 8);
    add(message, 41, "", 10);
    all.push_back(message);
  }
  return all;
}

void expect_as_libtins(const Message& message, const DnsMessage& read) {
  const Tins::DNS dns(message.data(), static_cast<std::uint32_t>(message.size()));
  const auto queries = dns.queries();
  ASSERT_EQ(read.asks, !queries.empty());
  if (read.asks) {
    EXPECT_EQ(read.query, queries.front().dname());
  }
  const auto answers = dns.answers();
  ASSERT_EQ(read.answers.size(), answers.size());
  ASSERT_EQ(read.ttls.size(), answers.size());
  std::size_t i = 0;
  for (const auto& answer : answers) {
    EXPECT_EQ(read.answers[i], answer.data());
    EXPECT_EQ(read.ttls[i], answer.ttl());
    ++i;
  }
}

TEST(PlainDns, ReadsAsLibtinsDoes) {
  for (const Message& message : plain_messages()) {
    DnsMessage read;
    ASSERT_TRUE(messages::read_plain_dns(message, read));
    expect_as_libtins(message, read);
    EXPECT_EQ(read.type, message[kHeader + 18]);
    EXPECT_EQ(read.class_, 1);
  }
}

TEST(PlainDns, LeavesTheRestToLibtins) {
  const auto is_plain = [](const Message& message) {
    DnsMessage read;
    return messages::read_plain_dns(message, read);
  };
  for (const unsigned type : {6, 15, 16, 33, 64}) {
    Message message = question(type);
    add(message, type, kStart);
    EXPECT_FALSE(is_plain(message)) << type;
  }
  Message loop = question(5);
  add(loop, 5, {"\xc0\x2d", 2});  // to itself
  EXPECT_FALSE(is_plain(loop));
  Message zero = question(1);
  zero[kHeader + 2] = 0;
  EXPECT_FALSE(is_plain(zero));
  Message two = question(1);
  two[5] = 2;
  EXPECT_FALSE(is_plain(two));
}

TEST(PlainDns, NeverTakesWhatLibtinsRefusesOrReadsOtherwise) {
  std::mt19937 random(1);
  std::size_t taken = 0;
  for (int round = 0; round < 2000; ++round) {
    for (Message message : plain_messages()) {
      for (auto changes = 1 + random() % 3; changes > 0; --changes)
        message[4 + random() % (message.size() - 4)] ^=
            static_cast<std::uint8_t>(1 + random() % 255);
      message.resize(message.size() -
                     (random() % 4 == 0 ? random() % (message.size() - kHeader) : 0));
      DnsMessage read;
      if (!messages::read_plain_dns(message, read)) continue;
      ++taken;
      ASSERT_NO_THROW(expect_as_libtins(message, read));
      if (HasFatalFailure() || HasNonfatalFailure()) return;
    }
  }
  EXPECT_GT(taken, 1000U);
}

}  // namespace
}  // namespace tapbond
