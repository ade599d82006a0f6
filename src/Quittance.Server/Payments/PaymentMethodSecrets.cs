namespace Quittance.Server.Payments;

/// <summary>What of a bank account is sealed beside its number, by name, and how numbers are shown to those who do not pay.</summary>
internal static class PaymentMethodSecrets
{
    /// <summary>The account number that is printed on checks in place of the account's own.</summary>
    public const string AccountNumberOverride = "accountNumberOverride";

    /// <summary>An image of a person's signature for checks: Base64.</summary>
    public const string SignatureImage = "signatureImage";

    /// <summary>How many characters of a number are shown.</summary>
    public const int ShownDigits = 4;

    private const string Mask = "****";

    /// <summary>What is shown of a number; nothing of one that is too short to hide the rest.</summary>
    public static string LastFour(string number) => number.Length > ShownDigits ? number[^ShownDigits..] : "";

    /// <summary>The number by its last four.</summary>
    public static string Masked(string number) => $"{Mask}{LastFour(number)}";
}
