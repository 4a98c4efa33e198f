// Whose a certificate is, and who says so (X.509, RFC 5280).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tapbond::messages {

// In the form of RFC 4514, with what is not printable ASCII as \XX:
// "CN=example.org,O=Example,C=US".
struct CertificateNames {
  std::string subject;
  std::string issuer;
};

// Of a certificate in DER. Nothing where it is none.
std::optional<CertificateNames> read_certificate_names(std::span<const std::uint8_t> der);

}  // namespace tapbond::messages
