// Telnet's commands (RFC 854, RFC 855); the text between them is left out.
#include <optional>

#include "decoders/application/application.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint8_t kFirstCommand = 236;
constexpr std::uint8_t kEndOfParameters = 240;
constexpr std::uint8_t kParameters = 250;
constexpr std::uint8_t kWill = 251;
constexpr std::uint8_t kDont = 254;
constexpr std::uint8_t kCommand = 255;
constexpr std::uint8_t kAuthentication = 37;
constexpr std::uint8_t kEncrypt = 38;

constexpr std::string_view kCommands[] = {"EOF", "SUSP", "ABORT", "EOR", "SE",   "NOP", "DMARK",
                                          "BRK", "IP",   "AO",    "AYT", "EC",   "EL",  "GA",
                                          "SB",  "WILL", "WONT",  "DO",  "DONT", "IAC"};
constexpr std::string_view kOptions[] = {"BINARY",
                                         "ECHO",
                                         "RCP",
                                         "SUPPRESS GO AHEAD",
                                         "NAME",
                                         "STATUS",
                                         "TIMING MARK",
                                         "RCTE",
                                         "NAOL",
                                         "NAOP",
                                         "NAOCRD",
                                         "NAOHTS",
                                         "NAOHTD",
                                         "NAOFFD",
                                         "NAOVTS",
                                         "NAOVTD",
                                         "NAOLFD",
                                         "EXTEND ASCII",
                                         "LOGOUT",
                                         "BYTE MACRO",
                                         "DATA ENTRY TERMINAL",
                                         "SUPDUP",
                                         "SUPDUP OUTPUT",
                                         "SEND LOCATION",
                                         "TERMINAL TYPE",
                                         "END OF RECORD",
                                         "TACACS UID",
                                         "OUTPUT MARKING",
                                         "TTYLOC",
                                         "3270 REGIME",
                                         "X.3 PAD",
                                         "NAWS",
                                         "TSPEED",
                                         "LFLOW",
                                         "LINEMODE",
                                         "XDISPLOC",
                                         "OLD-ENVIRON",
                                         "AUTHENTICATION",
                                         "ENCRYPT",
                                         "NEW-ENVIRON"};
constexpr std::string_view kSubcommands[] = {"IS", "SEND", "INFO"};
constexpr std::string_view kAuthenticationCommands[] = {"IS", "SEND", "REPLY", "NAME"};
constexpr std::string_view kAuthenticationTypes[] = {
    "NULL", "KERBEROS_V4", "KERBEROS_V5", "SPX",    "MINK",         "SRP", "RSA", "SSL", "",
    "",     "LOKI",        "SSA",         "KEA_SJ", "KEA_SJ_INTEG", "DSS", "NTLM"};
constexpr std::string_view kEncryptCommands[] = {"IS",          "SUPPORT",   "REPLY",
                                                 "START",       "END",       "REQUEST-START",
                                                 "REQUEST-END", "END_KEYID", "DEC_KEYID"};
constexpr std::string_view kEncryptTypes[] = {
    "NULL", "DES_CFB64", "DES_OFB64",      "DES3_CFB64",     "DES3_OFB64",    "",
    "",     "",          "CAST5_40_CFB64", "CAST5_40_OFB64", "CAST128_CFB64", "CAST128_OFB64"};

void put_number(Line& line, std::uint8_t value) {
  line.print(" {}{:x}", value != 0 ? "0x" : "", value);
}

void put_known(Line& line, std::span<const std::string_view> names, std::uint8_t value) {
  line.put(' ');
  if (value < names.size() && !names[value].empty()) {
    line.put(names[value]);
  } else {
    line.print("{}{:x}", value != 0 ? "0x" : "", value);
  }
}

// Where the command at `at` ends; nothing where it goes on in another segment.
std::optional<std::uint32_t> command_end(Line& line, Bytes data, std::uint32_t at) {
  const std::uint32_t length = data.length();
  if (at + 1 >= length) return std::nullopt;
  std::uint8_t command = data.u8(at + 1);
  if (line.cut()) return std::nullopt;
  at += 2;
  if (command == kCommand) return at;  // a data byte of 255
  if (command < kFirstCommand) return std::nullopt;
  if (command >= kWill && command <= kDont) {
    if (at >= length) return std::nullopt;
    data.raw(at, 1);
    return at + 1;
  }
  if (command != kParameters) return at;
  if (at >= length) return std::nullopt;
  for (++at; at + 1 < length; ++at) {
    if (data.u8(at) == kCommand && data.u8(at + 1) == kEndOfParameters) return at + 2;
    if (line.cut()) return std::nullopt;
  }
  data.raw(at, 1);
  return std::nullopt;
}

void put_parameters(Line& line, Bytes data, std::uint32_t at, std::uint32_t end) {
  const std::uint8_t option = data.u8(at++);
  put_known(line, kOptions, option);
  std::span<const std::string_view> first = kSubcommands;
  std::span<const std::string_view> second;
  if (option == kAuthentication) {
    first = kAuthenticationCommands;
    second = kAuthenticationTypes;
  } else if (option == kEncrypt) {
    first = kEncryptCommands;
    second = kEncryptTypes;
  }
  if (at < end) put_known(line, first, data.u8(at++));
  if (!second.empty() && at < end) put_known(line, second, data.u8(at++));
  for (; at < end; ++at) put_number(line, data.u8(at));
  line.put(" SE");
}

void put_command(Line& line, Bytes data, std::uint32_t at, std::uint32_t end) {
  const std::uint8_t command = data.u8(at + 1);
  if (command == kCommand) line.put("IAC ");
  line.put(kCommands[command - kFirstCommand]);
  if (command >= kWill && command <= kDont) {
    put_known(line, kOptions, data.u8(at + 2));
  } else if (command == kParameters) {
    put_parameters(line, data, at + 2, end - 2);
  }
}

// The command's bytes beside it, which -vvv -X asks for.
void put_command_bytes(Line& line, Bytes data, std::uint32_t at, std::uint32_t end) {
  constexpr std::uint32_t kBeside = 8;
  const std::uint32_t size = end - at;
  put_hex_rows(line, data, at, size);
  if (size > kBeside) {
    line.put("\n\t\t\t\t");
  } else {
    line.print("{:{}}\t", "", 3 * (kBeside - size));
  }
}

}  // namespace

void telnet(Line& line, Bytes data) {
  line.protocol = "telnet";
  const DumpStyle style = line.options.dump;
  const bool with_bytes =
      line.verbosity() > 2 && (style == DumpStyle::kHexAscii || style == DumpStyle::kHexAsciiLink);
  bool first = true;
  for (std::uint32_t at = 0; at < data.length() && data.u8(at) == kCommand;) {
    const auto end = command_end(line, data, at);
    if (!end || line.cut()) break;
    if (with_bytes) {
      line.put(first ? "\nTelnet:" : "");
      put_command_bytes(line, data, at, *end);
    } else {
      line.put(first ? " [telnet " : ", ");
    }
    put_command(line, data, at, *end);
    first = false;
    at = *end;
  }
  if (!first) line.put(with_bytes ? '\n' : ']');
}

}  // namespace tapbond::text
