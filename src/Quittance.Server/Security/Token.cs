using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Quittance.Server.Security;

/// <summary>A random secret that is shown once. Only its SHA-256 is stored.</summary>
/// <param name="Text">What the holder presents; 256 random bits behind a prefix that says what it is.</param>
internal sealed record Token(string Text)
{
    public const string ApiPrefix = "qtk_";
    public const string ClientSecretPrefix = "qcs_";
    public const string SessionPrefix = "qts_";
    public const string InvitationPrefix = "qti_";

    /// <summary>Of an address from which something may be fetched for a short while.</summary>
    public const string DownloadPrefix = "qtd_";

    /// <summary>Of the address at which a business's user connects an accounting system.</summary>
    public const string AccountingLinkPrefix = "qtc_";

    public byte[] Hash => HashOf(Text);

    public static Token New(string prefix) => new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Never the secret itself.</summary>
    public override string ToString() => "***";
}
