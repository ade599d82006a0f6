namespace Quittance.Domain.Intake;

/// <summary>Where to go on reading a provider's list.</summary>
/// <param name="Watermark">What the page before said, in the provider's own words and by its own clock; null at the very first time.</param>
/// <param name="IsContinuation">
/// True in the middle of a run, where the place is exact. False at the start of one: then the provider steps back by its overlap, so that a
/// bill which was committed late on the other side is not missed. What is listed twice is known by its version.
/// </param>
public sealed record ProviderPlace(string? Watermark, bool IsContinuation);

/// <summary>What a provider listed.</summary>
/// <param name="Watermark">The place after the last bill; the same as before when nothing came.</param>
/// <param name="HasMore">Whether another page follows at once.</param>
public sealed record ProviderPage(IReadOnlyList<AnnouncedBill> Bills, string? Watermark, bool HasMore);

/// <summary>A bill that a provider says is there, or is gone.</summary>
/// <param name="ExternalId">The provider's id of it, at most 200 characters.</param>
/// <param name="Version">What changes when the bill does, such as its time of change; at most 200 characters.</param>
/// <param name="IsGone">The provider has deleted it.</param>
public sealed record AnnouncedBill(string ExternalId, string Version, bool IsGone = false)
{
    /// <summary>The longest <see cref="ExternalId"/> and <see cref="Version"/> that is kept, in characters.</summary>
    public const int TextMax = 200;

    /// <summary>Whether it names a bill in a way that can be kept.</summary>
    public bool IsKeepable => ExternalId.Length is > 0 and <= TextMax && Version.Length <= TextMax && IsText(ExternalId) && IsText(Version);

    // U+0000 and halves of surrogate pairs are no text that a database would take.
    private static bool IsText(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0' || (char.IsSurrogate(text[at]) && !char.IsSurrogatePair(text, at++)))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A bill's original.</summary>
/// <param name="FileName">As the provider names it; never a path to write to.</param>
/// <param name="Content">The bytes, XML or PDF.</param>
/// <param name="Stated">What the provider itself knows of the bill, for a file that holds no electronic invoice; else null.</param>
/// <param name="IsSettled">The provider says that it is paid, or is being paid, through itself: to pay it here too would pay it twice.</param>
public sealed record ProviderFile(string FileName, ReadOnlyMemory<byte> Content, EInvoice? Stated = null, bool IsSettled = false);
