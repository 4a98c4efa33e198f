// How one direction of HTTP/1 is cut into messages (RFC 9112): a first line, the fields of a head,
// and a body that ends where the head says.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "decoders/messages/http_head.h"
#include "sensor/sessions/protocols/line_reader.h"

namespace tapbond::sessions {

class HttpFraming {
 public:
  // What follows a head (RFC 9112, 6.3).
  enum class Body : std::uint8_t {
    kOfRequest,  // as its fields say; where they say nothing there is none
    kOfReply,    // likewise; where they say nothing it goes on to the end of the stream
    kNone,       // whatever the fields say
    kForeign,    // no HTTP any more
  };

  // What is made of the parts.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    // False where it is no first line: nothing more is read.
    virtual bool take_first(std::string_view line) = 0;
    virtual void take_field(const messages::HttpField& field) = 0;
    virtual Body end_head() = 0;
    virtual void take_body(std::uint64_t bytes) = 0;
    virtual void end_message() = 0;
    // What should be a chunk of a body is none: nothing more is read.
    virtual void refuse_chunk() = 0;
  };

  // The next bytes of the stream. False when there is nothing more to read.
  bool read(std::span<const std::uint8_t> bytes, Receiver& receiver);
  // Bytes are missing. False likewise: they are not all of one body.
  bool skip(std::uint64_t bytes, Receiver& receiver);
  // The stream has ended.
  void end(Receiver& receiver);

  std::size_t held() const { return lines_.held(); }

 private:
  enum class Next : std::uint8_t {
    kFirst,
    kField,
    kBody,  // of `left_` bytes
    kChunkSize,
    kChunk,  // of `left_` bytes
    kChunkEnd,
    kTrailer,
    kEverything,  // a body up to the end of the stream
  };
  static constexpr std::uint64_t kUnknown = std::numeric_limits<std::uint64_t>::max();

  bool is_counted() const { return next_ == Next::kBody || next_ == Next::kChunk; }
  bool take_line(std::string_view line, Receiver& receiver);
  void take_field(std::string_view line, Receiver& receiver);
  bool begin_body(Receiver& receiver);
  bool take_chunk_size(std::string_view line, Receiver& receiver);
  bool end_message(Receiver& receiver);

  Next next_ = Next::kFirst;
  LineReader lines_;
  std::uint64_t left_ = 0;
  std::uint64_t length_ = kUnknown;  // as the head tells
  bool chunked_ = false;
};

}  // namespace tapbond::sessions
