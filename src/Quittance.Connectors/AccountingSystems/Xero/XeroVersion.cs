using System.Globalization;

namespace Quittance.Connectors.AccountingSystems.Xero;

/// <summary>The version of an object: when it was last changed, to the millisecond.</summary>
internal static class XeroVersion
{
    public static string Of(DateTimeOffset? updatedAt) => updatedAt is { } time ? time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "unknown";
}
