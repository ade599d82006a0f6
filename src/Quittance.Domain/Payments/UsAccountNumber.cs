namespace Quittance.Domain.Payments;

/// <summary>The form of an account number at a bank in the United States. There is no check digit.</summary>
public static class UsAccountNumber
{
    /// <summary>The fewest digits that are taken: as many as are shown of a masked one.</summary>
    public const int LengthMin = 4;

    /// <summary>The most digits: NACHA's field for it.</summary>
    public const int LengthMax = 17;

    /// <summary>What one has to be, after "must be".</summary>
    public static string Form { get; } = $"{LengthMin} to {LengthMax} digits";

    /// <summary>Whether a text can be one.</summary>
    public static bool IsValid(string text) => text.Length is >= LengthMin and <= LengthMax && text.All(char.IsAsciiDigit);
}
