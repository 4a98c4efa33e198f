// What OpenFlow 1.0 puts into many of its messages.
#pragma once

#include "decoders/application/openflow.h"

namespace tapbond::text {

constexpr std::uint32_t kOf10Match = 40;
constexpr std::uint32_t kOf10Port = 48;

extern const Names kOf10Ports;
extern const Names kOf10PortOptions;
extern const Names kOf10PortFeatures;
constexpr std::uint32_t kOf10KnownPortOptions = 0x7f;
constexpr std::uint32_t kOf10KnownPortFeatures = 0xfff;

void put_of10_port_number(Line& line, std::string_view title, std::uint16_t port);
void put_of10_port(Line& line, Reader from);
// `start` begins each of the lines.
void put_of10_match(Line& line, Reader from, std::string_view start);
void put_of10_actions(Line& line, Reader from, std::string_view start);
void put_of10_queues(Line& line, Reader from);
void put_of10_vendor_data(Line& line, Reader from);
// Messages and actions of Big Switch Networks.
constexpr std::uint32_t kBigSwitch = 0x5c16c7;
void put_big_switch_message(Line& line, Reader from);
void put_big_switch_action(Line& line, Reader from);
// Statistics, as an answer has them.
void put_of10_statistics_request(Line& line, Reader from);
void put_of10_statistics_reply(Line& line, Reader from);

}  // namespace tapbond::text
