// The text of one frame while it is being written: what every decoder is handed.
//
// A decoder is a function `void name(Line&, Bytes)`: it reads its Bytes and appends to the Line.
// All appending goes through the Line, because once a read has failed (see bytes.h) the rest of the
// frame must stay silent; only the printer that owns the Line speaks again, with `[|protocol]`.
//
// What is libtins's here and what is ours: the numbers that protocols are made of (types, codes,
// options, flags) are libtins's enumerations, as far as it has them and has them right; the headers
// of single decoders say where it has not. It parses nothing but the spanning tree's configuration
// messages, for it refuses any packet that is cut off or lies about a length, allocates one object
// per layer and throws; tcpdump's text is about exactly those packets, and prints the part that is
// there. So everything printed field by field up to the cut is read with Bytes.
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "decoders/core/bytes.h"
#include "decoders/frame_printer.h"

namespace tapbond::text {

class Session;

class Line {
 public:
  // A frame that holds packets in packets is followed so deep, or it could exhaust the stack.
  static constexpr int kMostNested = 64;

  Line(const TextOptions& text_options, Session& its_session, std::string& out)
      : options(text_options),
        session(its_session),
        out_(out),
        verbosity_(text_options.verbosity) {}

  const TextOptions& options;
  Session& session;              // what is remembered from frame to frame
  const char* protocol = "";     // whose name a truncation mark shows
  std::uint32_t link_bytes = 0;  // link-layer header, left out of -x, -X and -A
  bool dump_payload = true;      // an unknown payload is dumped unless the whole frame will be
  int depth = 0;                 // decapsulations so far; see kMostNested

  int verbosity() const { return verbosity_; }
  // For a frame within a frame that is told in fewer words.
  void set_verbosity(int verbosity) { verbosity_ = verbosity; }
  bool quick() const { return options.quick; }
  bool cut() const { return cut_; }
  void forget_cut() { cut_ = false; }
  void cut_here() { cut_ = true; }
  // A decoder that ends by itself where the frame was cut says so here; what encloses it goes on.
  void settle_cut() {
    if (!cut_) return;
    cut_ = false;
    truncated();
  }
  Bytes bytes(const std::uint8_t* at, std::uint32_t captured, std::uint32_t length) {
    return {at, captured, length, &cut_};
  }

  void put(std::string_view text) {
    if (!cut_) out_.append(text);
  }
  void put(char c) {
    if (!cut_) out_.push_back(c);
  }
  void dec(std::uint64_t value);
  template <typename... T>
  void print(fmt::format_string<T...> format, T&&... values) {
    if (!cut_) put_formatted(format, fmt::make_format_args(values...));
  }
  // What was put since the mark was taken can be taken back.
  std::size_t mark() const { return out_.size(); }
  void rewind(std::size_t mark) { out_.resize(mark); }
  // What was put since then, to the right in so many columns.
  void pad_since(std::size_t mark, std::size_t width) {
    const std::size_t size = out_.size() - mark;
    if (size < width) out_.insert(mark, width - size, ' ');
  }

  void truncated();  // " [|protocol]"
  void invalid();    // " (invalid)"
  // The same of bytes that end early as well: then that is said, too.
  void invalid(Bytes rest) {
    invalid();
    rest.must_be_whole();
  }

 private:
  void put_formatted(fmt::string_view format, fmt::format_args values);

  std::string& out_;
  int verbosity_;
  bool cut_ = false;
};

}  // namespace tapbond::text
